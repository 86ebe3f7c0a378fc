contract C {
    function() public private x;
}
