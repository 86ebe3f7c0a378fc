// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(int256 a) public view {
        addmod(a, 1, 2); //~ 9553
        mulmod(1, 2, -3); //~ 9553
        blockhash(a); //~ 9553
    }
}
