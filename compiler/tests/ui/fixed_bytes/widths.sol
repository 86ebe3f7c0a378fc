// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    bytes33 a;
    bytes0 b;
    byte c; //~ 9182
}
