contract C {
    function f() public {
        f()[1] x;
    }
}
