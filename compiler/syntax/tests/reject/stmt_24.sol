contract C {
    function f() public {
        ((uint a)) = f();
    }
}
