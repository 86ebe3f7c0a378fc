contract C {
    function f() public {
        new uint[](5)[3] = 1;
    }
}
