contract C {
    mapping(address => uint) m;
}
