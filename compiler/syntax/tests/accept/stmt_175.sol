contract C {
    function f() public {
        transient x = 1;
    }
}
