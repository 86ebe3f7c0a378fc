contract C {
    function f() public {
        bytes("a");
    }
}
