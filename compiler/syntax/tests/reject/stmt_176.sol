contract C {
    function f() public {
        x = (uint a);
    }
}
