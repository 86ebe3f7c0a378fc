// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 s;
    uint256 constant K = 1;
    mapping(address => uint256) m;
    function read() public view returns (uint256) { return s; }
    function a() public pure returns (uint256) { return s; } //~ 2527
    function b() public pure returns (address) { return msg.sender; } //~ 2527
    function c() public pure returns (uint256) { return read(); } //~ 2527
    function d() public pure returns (uint256) { return m[address(0)]; } //~ 2527
    function e() public pure returns (uint256) { return block.timestamp; } //~ 2527
    function f() public pure returns (uint256) { return K; }
    function g() public pure { s = 1; } //~ 8961
    function i() public pure returns (bytes32) { return blockhash(1); } //~ 2527
    function j() public pure returns (address) { return address(this); } //~ 2527
    function k() public pure returns (address) { return tx.origin; } //~ 2527
    function l() public pure { m[address(0)] = 1; } //~ 2527 8961
    function n() public pure { m; s; K; read; } //~ 2527
}
function free() pure returns (uint256) { return block.number; } //~ 2527
