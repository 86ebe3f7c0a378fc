contract C {
    function f() public {
        f({a: 1});
    }
}
