contract C {
    mapping(mapping(uint => uint) => uint) x;
}
