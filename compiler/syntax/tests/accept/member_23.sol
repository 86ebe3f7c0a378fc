contract C {
    function(uint) internal internal f;
}
