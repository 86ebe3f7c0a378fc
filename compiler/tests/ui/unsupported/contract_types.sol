// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {} contract C { D d; function f(address a) public pure returns (D) { return D(a); } function g() public view { this == this; } } //~ Z0329
