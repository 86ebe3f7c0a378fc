contract C {
    function f() public {
        new 1;
    }
}
