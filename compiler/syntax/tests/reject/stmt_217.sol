contract C {
    function f() public {
        unicode = 1;
    }
}
