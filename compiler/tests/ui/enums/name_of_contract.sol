// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum C { A }
contract C {} //~ 2333
