contract C {
    function f() constant {}
}
