contract C {
    function f() public {
        while (a) b;
    }
}
