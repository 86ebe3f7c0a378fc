contract C {
    mapping(address owner => mapping(address spender => uint amount) inner) public m;
}
