contract C {
    function f() public {
        new uint[]{;
    }
}
