// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f() public pure returns (bytes32) { abi.encodePacked(uint8(1)); true ? abi.encode(1) : abi.encode(2); return keccak256(abi.encodePacked(uint8(1))); } } //~ Z0347
