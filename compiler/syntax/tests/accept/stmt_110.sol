contract C {
    function f() public {
        type(uint).max;
    }
}
