contract C {
    function f() public {
        type.x;
    }
}
