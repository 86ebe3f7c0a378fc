contract C {
    function f() public {
        x = 0b1;
    }
}
