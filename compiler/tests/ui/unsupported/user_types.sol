// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint256; contract C { T t; function f() public pure returns (T) { return T.wrap(1); } } //~ Z0322
