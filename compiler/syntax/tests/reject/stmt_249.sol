contract C {
    function f() public {
        as x;
    }
}
