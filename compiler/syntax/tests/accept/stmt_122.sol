contract C {
    function f() public {
        abi.encode();
    }
}
