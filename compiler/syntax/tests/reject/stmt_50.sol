contract C {
    function f() public {
        for (;;) unchecked { }
    }
}
