// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

uint256 constant FILE = 3;
uint256 constant DERIVED = FILE * 2 + 1;

function free(uint256 x) pure returns (uint256) { return x * DERIVED; }
function overloaded(uint8 x) pure returns (uint256) { return x; }
function overloaded(bool x) pure returns (uint256) { return x ? 100 : 200; }

contract Constants {
    uint256 public constant ONE = 1 ether;
    uint8 constant SMALL = 255;
    uint256 constant LATE = EARLY + 1;
    uint256 constant EARLY = 10;
    bytes32 public constant SLOT = keccak256(abi.encode(uint256(LATE)));
    address constant WHO = 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed;
    uint8 constant OVERFLOWS = SMALL + 1;
    bool public constant FLAG = ONE > 5 && !false;

    function all() public pure returns (uint256, uint256, address, uint256) { return (LATE, free(2), WHO, DERIVED); }
    function overflow() public pure returns (uint8) { return OVERFLOWS; }
    function overloads() public pure returns (uint256) { return overloaded(7) + overloaded(true); }
    function select(uint8 a) public pure returns (uint256) { return a; }
    function select(uint8 a, bool b) public pure returns (uint256) { return b ? a : 0; }
    function shadow(uint256 FILE) public pure returns (uint256) { return FILE; }
}

contract Second {
    uint256 public value = DERIVED;
    function double() public returns (uint256) { return value *= 2; }
}

//@ deploy Constants
//@ call ONE()
//@ call SLOT()
//@ call FLAG()
//@ call all()
//@ call overflow()
//@ call overloads()
//@ call select(uint8) 4
//@ call select(uint8,bool) 4 1
//@ call shadow(uint256) 12
//@ deploy Second
//@ call double()
//@ call value()
