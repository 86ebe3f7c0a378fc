contract C {
    function f() public {
        unchecked;
    }
}
