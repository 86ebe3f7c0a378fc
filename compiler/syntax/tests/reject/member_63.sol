contract C {
    function f(function) {}
}
