contract C {
    function f() public {
        for = 1;
    }
}
