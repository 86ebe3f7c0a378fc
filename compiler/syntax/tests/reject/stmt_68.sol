contract C {
    function f() public {
        break 1;
    }
}
