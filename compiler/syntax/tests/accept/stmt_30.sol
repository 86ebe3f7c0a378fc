contract C {
    function f() public {
        (a[1], b.c, d) = f();
    }
}
