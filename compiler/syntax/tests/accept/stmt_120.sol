contract C {
    function f() public {
        abi.decode(a, (uint, uint[], C.S));
    }
}
