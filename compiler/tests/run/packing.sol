// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Packing {
    uint128 public a = 1;
    uint64 public b = 2;
    bool public c = true;
    address payable public d = payable(0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed);
    uint96 public e;
    uint8 public f;
    mapping(uint256 => uint8) public g;
    bytes32 public h = bytes32(uint256(77));
    uint248 public i;
    uint16 public j;
    uint256 public k = a + b + f;
    mapping(bool => mapping(bytes32 => address)) public l;
    address public m = address(this);

    function fill() public {
        e = type(uint96).max;
        f = 0xab;
        g[5] = 9;
        i = type(uint248).max;
        j = 0xcdef;
        l[true][h] = d;
    }
    function change() public { b++; c = !c; delete a; delete d; f -= 1; g[5] *= 2; }
    function swap() public { (a, b) = (b, uint64(a)); }
}

//@ deploy Packing
//@ call fill()
//@ call change()
//@ call a()
//@ call b()
//@ call c()
//@ call d()
//@ call e()
//@ call f()
//@ call g(uint256) 5
//@ call h()
//@ call i()
//@ call j()
//@ call k()
//@ call l(bool,bytes32) 1 77
//@ call l(bool,bytes32) 2 77
//@ call m()
//@ call swap()
