contract C {
    function f() public {
        new mapping(uint => uint)();
    }
}
