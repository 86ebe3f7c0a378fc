contract C {
    function f() public {
        a.b{gas: 1, value: 2}();
    }
}
