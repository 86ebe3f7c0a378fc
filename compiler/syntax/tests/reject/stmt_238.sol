contract C {
    function f() public {
        in = 1;
    }
}
