contract C {
    function f() public {
        S storage s = t;
    }
}
