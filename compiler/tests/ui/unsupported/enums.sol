// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B } contract C { E e; function f() public pure returns (E) { return E.A; } } //~ Z0321
