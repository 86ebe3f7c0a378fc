contract C {
    function() public internal x;
}
