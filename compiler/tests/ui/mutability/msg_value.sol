// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function a() public returns (uint256) { return msg.value; } //~ 5887
    function b() external view returns (uint256) { return msg.value; } //~ 5887
    function c() public payable returns (uint256) { return msg.value; }
    function d() internal returns (uint256) { return msg.value; }
    function e() internal view returns (uint256) { return msg.value; }
    function f() internal pure returns (uint256) { return msg.value; } //~ 2527
    constructor() { uint256 x = msg.value; } //~ 5887
    function g() private returns (uint256) { return msg.value; }
}
function free() returns (uint256) { return msg.value; }
