contract C {
    function f() public {
        0x1234567890123456789012345678901234567890;
    }
}
