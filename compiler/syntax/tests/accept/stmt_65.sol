contract C {
    function f() public {
        revert A.E(1);
    }
}
