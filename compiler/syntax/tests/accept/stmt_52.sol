contract C {
    function f() public {
        for (uint i = 0; i < 10; i++) a;
    }
}
