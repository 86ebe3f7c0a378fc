contract C {
    function f() public {
        if (a) revert E(); else revert F();
    }
}
