contract C {
    function f() public {
        do if (a) b; while (c);
    }
}
