// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes32 k, bytes4 i, bytes1 j) public pure {
        0 == k; //~ 2271
        0x00 != k; //~ 2271
        0x00 < k; //~ 2271
        0 | k; //~ 2271
        0 & k; //~ 2271
        0 ^ k; //~ 2271
        0x00000000 | i; //~ 2271
        0x00000000 == i; //~ 2271
        0x12 == j; //~ 2271
        0 + k; //~ 2271
        0 << k; //~ 2271
        0x0000000000000000000000000000000000000000000000000000000000000000 == k; //~ 2271
        k == 0;
        k | 0;
        i == 0x00000000;
        j & 0x12;
        k == 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff;
    }
}
