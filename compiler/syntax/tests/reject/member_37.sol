contract C {
    function() external {}
}
