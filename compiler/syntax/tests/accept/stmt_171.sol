contract C {
    function f() public {
        error(2);
    }
}
