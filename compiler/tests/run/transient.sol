// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract Transient {
    enum Kind { None, Some, All }
    type Price is uint96;

    uint256 kept;
    uint8 public transient small;
    uint256 public transient word;
    int16 transient signed;
    bool transient locked;
    bytes3 transient text;
    address transient who;
    Kind transient kind;
    Price transient price;
    uint128 transient left;
    uint128 transient right;
    uint256 immutable start = word + 3;
    uint256 public total = (word = 4) + small;

    constructor(uint8 x) { small = x; word += x; kept = word; bump(2); kept += small * 1000; }

    function bump(uint8 by) internal returns (uint8) { small += by; return small; }
    function enter() internal { require(!locked, "locked"); locked = true; }
    function leave() internal { locked = false; }
    function once(uint256 x) public returns (uint256) { enter(); total += x; leave(); return total; }
    function twice() public { enter(); enter(); }
    function again() public { enter(); leave(); enter(); }
    function stay(uint256 x) public { locked = true; word = x; small = 9; }
    function look() public view returns (uint256, uint8, bool, uint256) { return (word, small, locked, kept); }
    function begin() public view returns (uint256) { return start; }
    function packed(uint128 x) public returns (uint256, uint256, int16, bytes3, address, uint8, uint96) {
        (left, right) = (x, x / 2);
        signed = -5;
        text = "abc";
        who = msg.sender;
        kind = Kind.All;
        price = Price.wrap(uint96(x));
        signed = signed == -5 ? -6 : int16(1);
        left++;
        (left, right) = (right, left);
        return (left, right, signed, text, who, uint8(kind), Price.unwrap(price));
    }
    function wiped() public returns (bool, uint256) {
        (locked, small, word) = (true, 3, 5);
        delete word;
        delete locked;
        return (locked, word + small);
    }
    function loop(uint256 n) public returns (uint256) {
        for (uint256 i = 0; i < n; i++) {
            if (i % 3 == 2) continue;
            word += i;
            if (word > 40) break;
            bump(1);
        }
        return word * 100 + small;
    }
    function recurse(uint256 n) public returns (uint256) {
        if (n == 0) return word;
        word = word * 2 + n;
        return recurse(n - 1) + word;
    }
    function overflow() public { small = 250; for (uint256 i = 0; i < 10; i++) bump(1); }
    function order() public returns (uint256) { return (word = 5) + word++ * word; }
}

//@ deploy Transient 3
//@ call look()
//@ call begin()
//@ call total()
//@ call once(uint256) 4
//@ call once(uint256) 5
//@ call twice()
//@ call again()
//@ call stay(uint256) 8
//@ call look()
//@ call word()
//@ call small()
//@ call packed(uint128) 1000
//@ call packed(uint128) 340282366920938463463374607431768211455
//@ call packed(uint128) 0
//@ call wiped()
//@ call loop(uint256) 0
//@ call loop(uint256) 5
//@ call loop(uint256) 50
//@ call recurse(uint256) 0
//@ call recurse(uint256) 6
//@ call overflow()
//@ call order()
//@ deploy Transient 253
//@ deploy Transient 254
