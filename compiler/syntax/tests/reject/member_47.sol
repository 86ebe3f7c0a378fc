contract C {
    function f() m( {}
}
