contract C {
    function f() public {
        x = 1 ether 1;
    }
}
