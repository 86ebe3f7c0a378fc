contract C {
    function f() public {
        error foo(1);
    }
}
