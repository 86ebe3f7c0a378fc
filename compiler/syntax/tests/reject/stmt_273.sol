contract C {
    function f() public {
        error E(uint a);
    }
}
