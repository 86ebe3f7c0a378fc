// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    int8 a = 128; //~ 7407
    int8 b = -129; //~ 7407
    uint8 c = -1; //~ 7407
    int256 d = 2 ** 255; //~ 7407
    int256 e = -(2 ** 255) - 1; //~ 7407
    int8 f = 1.5; //~ 2326
    int8 g = type(int16).max; //~ 7407
    int8 ok = -128;
}
