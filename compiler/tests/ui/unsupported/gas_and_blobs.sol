// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f() public view { gasleft(); blobhash(0); } } //~ Z0355
