// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint8 constant Z = 0;
    uint8 constant S = 200;
    uint256 constant K = 2 ** 255;
    int8 constant N = -128;
    uint8 constant U = uint8(0);
    function f(uint256 x) public pure {
        K / Z; //~ 1211
        5 / Z; //~ 1211
        S % (Z ** 1); //~ 1211
        2 / (S / Z); //~ 1211
        K / (1 - 1); //~ 1211
        S / (S >> 8); //~ 1211
        0 % Z; //~ 1211
        x + (S / Z); //~ 1211
        true ? K / Z : 1; //~ 1211
        S / S / Z; //~ 1211
        S / (S % S); //~ 1211
        (S / S) / (S / S - 1); //~ 1211
        uint256(K / Z); //~ 1211
        addmod(1, K / Z, x); //~ 1211
    }
}
