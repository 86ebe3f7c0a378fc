contract C {
    function f() public {
        string(a);
    }
}
