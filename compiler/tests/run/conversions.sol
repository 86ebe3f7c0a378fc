// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Conversions {
    function narrow(uint256 x) public pure returns (uint8, uint160, uint248) { return (uint8(x), uint160(x), uint248(x)); }
    function widen(uint8 x) public pure returns (uint16, uint256) { return (x, uint256(x)); }
    function toAddress(uint256 x) public pure returns (address, address payable) { return (address(uint160(x)), payable(address(uint160(x)))); }
    function fromAddress(address x) public pure returns (uint160, uint256) { return (uint160(x), uint256(uint160(x))); }
    function bytesOf(uint256 x) public pure returns (bytes32) { return bytes32(x); }
    function numberOf(bytes32 x) public pure returns (uint256) { return uint256(x); }
    function wordBits(bytes32 a, bytes32 b) public pure returns (bytes32, bytes32, bool) { return (a & ~b, a << 8, a < b); }
    function zeros() public pure returns (bytes32 a, address b, bool c) { a = 0; b = address(0); c = false; }
    function word() public pure returns (bytes32) { return 0x00000000000000000000000000000000000000000000000000000000000000ff; }
    function addresses(address a, address payable b) public pure returns (bool, bool) { return (a == b, a > b); }
    function bools(bool a, bool b) public pure returns (bool, bool, bool) { return (a == b, a != b, !a); }
    function hashed(uint8 a, address b, bool c) public pure returns (bytes32) { return keccak256(abi.encode(a, b, c, 5)); }
    function hashedNothing() public pure returns (bytes32) { return keccak256(abi.encode()); }
    function implicitSum(uint8 a, uint64 b) public pure returns (uint256 r) { r = a; r += b; }
}

//@ deploy Conversions
//@ call narrow(uint256) -1
//@ call widen(uint8) 255
//@ call toAddress(uint256) -1
//@ call fromAddress(address) 0xffffffffffffffffffffffffffffffffffffffff
//@ call bytesOf(uint256) 7
//@ call numberOf(bytes32) -1
//@ call wordBits(bytes32,bytes32) 0xff00 0x0f00
//@ call zeros()
//@ call word()
//@ call addresses(address,address) 1 1
//@ call addresses(address,address) 2 1
//@ call bools(bool,bool) 1 0
//@ call hashed(uint8,address,bool) 1 2 1
//@ call hashedNothing()
//@ call implicitSum(uint8,uint64) 255 0xffffffffffffffff
