contract C {
    function f() public {
        if (x) else y;
    }
}
