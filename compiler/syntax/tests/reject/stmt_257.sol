contract C {
    function f() public {
        indexed;
    }
}
