contract C {
    function f() public {
        revert E({a: 1});
    }
}
