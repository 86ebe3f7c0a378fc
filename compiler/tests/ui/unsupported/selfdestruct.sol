// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f(address payable a) public { selfdestruct(a); } } //~ Z0351
