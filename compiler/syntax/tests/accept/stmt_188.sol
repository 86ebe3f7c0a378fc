contract C {
    function f() public {
        uint x = 1 ether + 2 days;
    }
}
