contract C {
    function f() public {
        revert revert();
    }
}
