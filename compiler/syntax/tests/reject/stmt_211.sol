contract C {
    function f() public {
        x = 1.2.3;
    }
}
