contract C {
    function f() public {
        x = hex 1;
    }
}
