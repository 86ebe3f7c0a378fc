contract C {
    function f() public {
        x = a # b;
    }
}
