contract C {
    function f() public {
        uint x = 1;
    }
}
