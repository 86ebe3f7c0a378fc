contract C {
    function f(uint 1) {}
}
