contract C {
    function f() public {
        f({a: 1, b: x ? y : z});
    }
}
