contract C {
    function f() public {
        revert E(;
    }
}
