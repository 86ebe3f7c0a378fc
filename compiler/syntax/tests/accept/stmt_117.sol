contract C {
    function f() public {
        uint8(1);
    }
}
