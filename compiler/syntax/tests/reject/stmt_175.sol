contract C {
    function f() public {
        abi.decode(a, (function() external));
    }
}
