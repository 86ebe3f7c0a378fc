contract C {
    function f() public {
        for
    }
}
