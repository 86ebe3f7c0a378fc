contract C {
    function f() public {
        new C;
    }
}
