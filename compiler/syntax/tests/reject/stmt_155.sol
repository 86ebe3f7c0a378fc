contract C {
    function f() public {
        a{value 1}();
    }
}
