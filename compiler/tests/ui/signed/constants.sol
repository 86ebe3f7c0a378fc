// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    int8 constant A = -129; //~ 7407
    int8 constant B = ~int16(1); //~ 7407
    uint8 constant D = -B; //~ 7407
    int8 constant E = A / 2;
}
