// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { bytes4 a; bytes1 b; function f(bytes32 x) public pure { x[0]; x.length; bytes4(x); } } //~ Z0324 Z0336
