contract C {
    function f() public {
        if
    }
}
