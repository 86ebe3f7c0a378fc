contract C {
    function f() public {
        event E();
    }
}
