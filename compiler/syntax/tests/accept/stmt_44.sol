contract C {
    function f() public {
        if (a) { b; } else if (c) d; else { e; }
    }
}
