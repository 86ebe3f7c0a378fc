contract C {
    function f() public {
        new address[][](3);
    }
}
