contract C {
    function f() public {
        revert A.;
    }
}
