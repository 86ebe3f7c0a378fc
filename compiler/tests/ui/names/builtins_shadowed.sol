// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 msg) public pure returns (uint256 block) { block = msg; }
    function assert(bool c) internal pure returns (bool) { return !c; }
    function g() public pure returns (bool) { return assert(true); }
}
