// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f() public pure { msg.data; msg.sig; msg.sig = 0; } } //~ 4247 Z0346
