contract C {
    function f() public {
        x = x ether;
    }
}
