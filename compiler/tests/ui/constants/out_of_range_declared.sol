// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

uint256 constant K = 2 ** 255;
contract C {
    uint256 constant KK = K + K; //~ 2643
    uint256 constant J = KK - 1;
    function f() public pure {
        KK + 1;
        J / 1;
    }
}
