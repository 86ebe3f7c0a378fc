contract C {
    function f() public {
        (uint, uint) = f();
    }
}
