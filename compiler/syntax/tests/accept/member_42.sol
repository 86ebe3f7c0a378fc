contract C {
    function f(uint) external pure returns (uint);
}
