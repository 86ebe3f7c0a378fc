contract C {
    function f() public {
        bytes1 x = 0x01;
    }
}
