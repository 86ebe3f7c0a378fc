contract C {
    function f() public {
        a.b{value: 1}{gas: 2}();
    }
}
