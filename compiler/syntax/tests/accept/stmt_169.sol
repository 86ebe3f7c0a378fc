contract C {
    function f() public {
        error.selector;
    }
}
