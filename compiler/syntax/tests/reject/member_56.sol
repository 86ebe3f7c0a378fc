contract C {
    function f(uint constant a) {}
}
