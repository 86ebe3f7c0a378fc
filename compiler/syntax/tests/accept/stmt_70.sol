contract C {
    function f() public {
        revert(1);
    }
}
