contract C {
    function f() public {
        for (i = 0; i < 10;) { continue; }
    }
}
