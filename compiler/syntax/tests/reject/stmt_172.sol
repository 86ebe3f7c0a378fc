contract C {
    function f() public {
        abi.decode(a, (address payable));
    }
}
