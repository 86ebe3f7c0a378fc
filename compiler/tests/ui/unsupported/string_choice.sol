// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f(bool c) public pure { c ? "a" : "b"; require(c, c ? "a" : "b"); } } //~ Z0326
