contract C {
    function f() public {
        if (a) b; else c;
    }
}
