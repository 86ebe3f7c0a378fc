contract C {
    function() external internal internal x;
}
