contract C {
    function f() public {
        if (a) for (;;) if (b) c; else d;
    }
}
