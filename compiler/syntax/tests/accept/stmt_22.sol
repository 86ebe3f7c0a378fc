contract C {
    function f() public {
        (uint a, , bytes memory b) = f();
    }
}
