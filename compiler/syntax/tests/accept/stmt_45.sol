contract C {
    function f() public {
        if (a) while (b) if (c) d; else e;
    }
}
