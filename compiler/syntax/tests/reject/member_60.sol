contract C {
    function f(var a) {}
}
