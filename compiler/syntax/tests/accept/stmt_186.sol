contract C {
    function f() public {
        a[f(x) : g(y)];
    }
}
