type T is mapping(uint => uint);
