contract C {
    function f() memory {}
}
