contract C {
    function f() m({a: 1}) {}
}
