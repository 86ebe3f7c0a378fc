// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { fixed a; ufixed128x18 b; } //~ Z0335
