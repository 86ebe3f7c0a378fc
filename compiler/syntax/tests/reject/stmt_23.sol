contract C {
    function f() public {
        (uint a uint b) = f();
    }
}
