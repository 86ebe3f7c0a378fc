contract C {
    function f() public {
        of = 1;
    }
}
