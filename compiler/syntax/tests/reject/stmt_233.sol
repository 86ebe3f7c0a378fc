contract C {
    function f() public {
        default: x;
    }
}
