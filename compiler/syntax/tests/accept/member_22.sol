contract C {
    function(uint) external f;
}
