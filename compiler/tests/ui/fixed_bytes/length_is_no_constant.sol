// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    bytes4 constant B = "abcd";
    uint8 constant N = B.length; //~ 8349
    uint8 constant M = bytes4("ab").length; //~ 8349
    bytes1 constant OK = B[0];
}
