// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 x) public pure returns (bytes2) { return x; } //~ 6359
    function g() public pure returns (bytes2) { return "abc"; } //~ 6359
    function h() public pure returns (bytes2, bytes1) { return (0x01, "ab"); } //~ 5992
}
