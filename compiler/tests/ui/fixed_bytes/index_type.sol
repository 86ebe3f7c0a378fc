// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 x, int8 i) public pure {
        x[0];
        x[i]; //~ 7407 6318
    }
}
