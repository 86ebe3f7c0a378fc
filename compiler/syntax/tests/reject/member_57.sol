contract C {
    function f(uint immutable a) public {}
}
