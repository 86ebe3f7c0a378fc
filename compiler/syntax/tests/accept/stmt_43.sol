contract C {
    function f() public {
        if (a) if (b) c; else d;
    }
}
