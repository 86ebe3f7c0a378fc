contract C {
    mapping(uint => uint x;
}
