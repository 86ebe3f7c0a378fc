// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 x, bytes1 y) public pure {
        x[y]; //~ 7407 6318
    }
}
