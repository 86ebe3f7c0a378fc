contract C {
    function f() public {
        revert("a");
    }
}
