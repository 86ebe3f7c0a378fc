// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 b) public pure {
        b[0]++; //~ 4360 9767
    }
}
