// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A }
enum E { B } //~ 2333
contract C {}
