contract C {
    function f() public {
        returns;
    }
}
