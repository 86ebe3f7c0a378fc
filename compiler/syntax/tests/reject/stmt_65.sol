contract C {
    function f() public {
        for (x; y; z; w) {}
    }
}
