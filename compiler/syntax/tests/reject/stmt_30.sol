contract C {
    function f() public {
        x = mapping(uint => uint);
    }
}
