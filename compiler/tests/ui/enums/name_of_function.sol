// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A }
function E() pure {} //~ 2333
contract C {}
