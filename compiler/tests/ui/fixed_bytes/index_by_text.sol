// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 x) public pure {
        x["a"]; //~ 7407 6318
    }
}
