contract C {
    function f() 1 {}
}
