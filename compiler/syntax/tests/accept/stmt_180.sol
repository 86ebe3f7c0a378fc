contract C {
    function f() public {
        a.from.global;
    }
}
