contract C {
    function f(uint calldata a, S storage b, bytes memory) internal {}
}
