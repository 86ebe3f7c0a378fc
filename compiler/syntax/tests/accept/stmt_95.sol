contract C {
    function f() public {
        new C{value: 1, salt: 2}(3);
    }
}
