// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint8 constant Z = 0;
    uint8 constant S = 200;
    uint256 constant K = 2 ** 255;
    int8 constant N = -128;
    uint8 constant U = uint8(0);
    function f(uint256 x) public pure {
        x / Z;
        x % Z;
        uint8(5) / 0;
        S / U;
        U / Z;
        (uint8(5) + Z) / Z;
        C.K / Z; //~ Z0350
        K / C.Z; //~ Z0350
        (true ? K : K) / Z;
        x / (K + K);
        (K + K) / x;
        (K + K) + 1;
        (2 ** S) / 2;
        (1 << S) / 2;
        N / -1;
        N % -1;
        (S | K) / 2;
        S / (C.Z - 1); //~ Z0350
        U / (S + S);
        addmod(x, S + S, 3);
        addmod(x, 2, C.Z); //~ Z0350
        x /= Z;
        (K >> 300) / 2;
    }
}
