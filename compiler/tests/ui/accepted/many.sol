// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

uint256 constant A = 1;
error E(uint256);
event V(uint256);
function f(uint256 a) returns (uint256) { emit V(a); if (a == 0) revert E(a); return a + A; }
contract C {
    function unnamed(uint256, bool) public returns (uint256, bool b) { b = true; return (f(1), b); }
    function g() external payable { (uint256 a, bool b) = unnamed(1, true); a; b; unnamed(1, false); }
    function ternaries(bool c) public pure returns (uint16) { return c ? c ? 1 : 2 : 300; }
    function hex_() public pure returns (uint256) { return 0xdead_beef + 1_0.5e1 + .5e1; }
}
