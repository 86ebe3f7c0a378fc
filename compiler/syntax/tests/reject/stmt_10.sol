contract C {
    function f() public {
        uint 1;
    }
}
