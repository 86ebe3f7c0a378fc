// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    bytes4 constant A = msg.sig; //~ 8349
    bytes4 constant B = this.f.selector;
    bytes32 constant D = keccak256("a");
    bytes4 e = msg.sig;
    function f() public pure returns (bytes4) { return msg.sig; }
    function g() public view returns (bytes5) { return msg.sig; }
    function h() public pure returns (uint32) { return msg.sig; } //~ 6359
    function i() public pure returns (bytes32) { return keccak256("abc"); }
    function j() public pure returns (bytes31) { return keccak256("abc"); } //~ 6359
}
