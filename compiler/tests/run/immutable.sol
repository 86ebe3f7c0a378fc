// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract Immutable {
    enum Kind { None, Some, All }
    type Price is uint96;

    uint256 public immutable word;
    uint8 public immutable small = 7;
    int16 public immutable signed;
    bool public immutable flag;
    bytes3 public immutable text;
    address public immutable owner = msg.sender;
    address payable immutable purse;
    Kind public immutable kind;
    Price public immutable price;
    Immutable public immutable self = this;
    uint256 public immutable unset;
    uint256 public stored = word + small;
    uint256 public immutable later = (word = 40) + 1;

    constructor(uint256 x, bool y, bytes3 z, uint8 k) {
        stored = stored * 100 + word;
        word = x;
        if (x > 3) word += 1;
        for (uint256 i = 0; i < 3; i++) word *= 2;
        signed = y ? -3 : int16(-32768);
        (flag, text) = (y, z);
        kind = Kind(k);
        price = Price.wrap(uint96(x) + 1);
        purse = payable(address(uint160(x)));
        delete kind;
        kind = Kind(k);
        stored = stored * 1000 + read() + (word++);
        if (k == 1) return;
        word -= 2;
    }
    function read() internal view returns (uint256) { return word + small; }
    function sum() public view returns (uint256) { return read() + word * 2 + uint256(uint160(address(purse))); }
    function product(uint256 n) public view returns (uint256 r) {
        r = 1;
        for (uint256 i = 0; i < n; i++) r = r * word + small;
    }
    function known() public pure returns (uint8) { return small; }
    function mine() public view returns (bool) { return msg.sender == owner && address(self) == address(this); }
    function write() public { stored = word; }
    function conditional(bool c) public view returns (int16) { return c ? signed : int16(7); }
}

/// No immutable variable is read while the contract is created.
contract Plain {
    uint128 immutable a;
    uint64 immutable b;
    mapping(uint256 => uint256) public m;
    constructor(uint128 x) payable { a = x; b = uint64(msg.value); }
    function twice() public view returns (uint256) { return uint256(a) * 2 + uint256(a) * b; }
    function fill(uint256 k) public { m[a] = k; m[b] += a; }
}

contract Nothing { uint256 immutable a; uint256 immutable b = 5; function f() public pure returns (uint256) { return b; } }

//@ deploy Immutable 5 1 0x6162630000000000000000000000000000000000000000000000000000000000 2
//@ call word()
//@ call small()
//@ call signed()
//@ call flag()
//@ call text()
//@ call owner()
//@ call kind()
//@ call price()
//@ call self()
//@ call unset()
//@ call stored()
//@ call later()
//@ call sum()
//@ call product(uint256) 0
//@ call product(uint256) 3
//@ call product(uint256) 99
//@ call known()
//@ call mine()
//@ call mine() from=5
//@ call write()
//@ call stored()
//@ call conditional(bool) 1
//@ call conditional(bool) 0
//@ call word() value=1
//@ deploy Immutable 1 0 0x6162636400000000000000000000000000000000000000000000000000000000 2
//@ deploy Immutable 1 0 0 3
//@ deploy Immutable 2 0 0 1
//@ call word()
//@ call stored()
//@ call flag()
//@ call conditional(bool) 1
//@ call conditional(bool) 0
//@ call signed()
//@ call sum()
//@ deploy Immutable 0 1 0 1
//@ call flag()
//@ call word()
//@ deploy Plain 340282366920938463463374607431768211455 value=9
//@ call twice()
//@ call fill(uint256) 7
//@ call fill(uint256) 8
//@ call m(uint256) 9
//@ deploy Nothing
//@ call f()
