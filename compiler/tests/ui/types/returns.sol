// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function a() public pure returns (uint256) { return; } //~ 6777
    function b() public pure returns (uint256) { return true; } //~ 6359
    function c() public pure { return 1; } //~ 8863
    function d() public pure returns (uint256, bool) { return 1; } //~ 8863
    function e() public pure returns (uint256, bool) { return (1, 2); } //~ 5992
    function f() public pure returns (uint256 x) { return; } //~ 6777
    function g() public pure returns (uint256, bool) { return (1, true, 2); } //~ 5132
    function h() public pure returns (uint256 x, bool y) { return; } //~ 6777
    function i() public pure { return (); }
}
