contract C {
    function f() public {
        (a, b) = (b, a);
    }
}
