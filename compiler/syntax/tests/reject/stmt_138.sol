contract C {
    function f() public {
        a.function;
    }
}
