contract C {
    function f() public {
        if (a) b;
    }
}
