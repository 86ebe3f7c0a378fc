contract C {
    function f() public {
        try a {} catch (uint a,) {}
    }
}
