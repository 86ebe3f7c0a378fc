contract C {
    function f(uint indexed a) {}
}
