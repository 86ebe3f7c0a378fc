contract C {
    function f() public {
        for (uint i; ; (a, b) = f()) {}
    }
}
