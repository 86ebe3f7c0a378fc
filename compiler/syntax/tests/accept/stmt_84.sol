contract C {
    function f() public {
        {}
    }
}
