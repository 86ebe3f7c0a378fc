contract C {
    function f() m(1,) {}
}
