contract C {
    function f() public {
        a.b{value: 1}(2);
    }
}
