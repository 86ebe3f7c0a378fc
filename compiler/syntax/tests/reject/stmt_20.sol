contract C {
    function f() public {
        (a, uint b) = f();
    }
}
