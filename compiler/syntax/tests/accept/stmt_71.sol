contract C {
    function f() public {
        revert.x = 1;
    }
}
