contract C {
    function f() public {
        new bytes(3);
    }
}
