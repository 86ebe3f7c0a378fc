contract C {
    function() external m x;
}
