contract C {
    function f() public {
        a({a: 1);
    }
}
