// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint8 u) public pure returns (int8) { return u; } //~ 6359
    function g() public pure returns (int8) { return 128; } //~ 6359
    function h() public pure returns (int8, uint8) { return (1, -1); } //~ 5992
    function i(int16 x) public pure returns (int8, int8) { return (x, x); } //~ 5992
}
