contract C {
    function f() public {
        abi.decode(a, (mapping(uint => uint)));
    }
}
