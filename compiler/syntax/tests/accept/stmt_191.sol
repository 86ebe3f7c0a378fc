contract C {
    function f() public {
        int x = -1;
    }
}
