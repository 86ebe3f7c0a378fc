// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 s;
    mapping(address => uint256) m;
    event V();
    function write() public { s = 1; }
    function a() public view { s = 1; } //~ 8961
    function b() public view { m[msg.sender] += 1; } //~ 8961
    function c() public view { write(); } //~ 8961
    function d() public view { emit V(); } //~ 8961
    function e() public view { s++; delete s; } //~ 8961
    function f() public view returns (uint256) { return s + m[msg.sender]; }
    function g() public view { (s, ) = (1, 2); } //~ 8961
}
