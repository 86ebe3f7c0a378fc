contract C {
    function f() public {
        _
    }
}
