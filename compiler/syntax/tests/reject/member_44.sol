contract C {
    function() external virtual x;
}
