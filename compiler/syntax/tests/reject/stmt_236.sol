contract C {
    function f() public {
        typeof(x);
    }
}
