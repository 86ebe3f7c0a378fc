contract C {
    function f() public {
        external x;
    }
}
