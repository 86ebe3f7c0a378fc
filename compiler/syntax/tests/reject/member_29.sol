contract C {
    mapping(address payable => uint) x;
}
