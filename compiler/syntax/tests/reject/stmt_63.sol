contract C {
    function f() public {
        for (uint i = 0, uint j = 0;;) {}
    }
}
