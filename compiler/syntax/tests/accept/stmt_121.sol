contract C {
    function f() public {
        abi.decode(a, (uint[3][]));
    }
}
