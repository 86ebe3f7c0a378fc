contract C {
    function f() public {
        x = 1e1e1;
    }
}
