// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 x, bool b) public pure {
        x[b]; //~ 7407 6318
    }
}
