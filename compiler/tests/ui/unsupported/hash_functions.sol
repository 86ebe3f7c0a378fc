// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f() public pure { sha256("abc"); ripemd160("abc"); ecrecover(bytes32(0), 1, bytes32(0), bytes32(0)); } } //~ Z0348
