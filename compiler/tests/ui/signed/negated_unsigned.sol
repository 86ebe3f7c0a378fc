// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 a, uint8 b) public pure {
        -a; //~ 4907
        -b; //~ 4907
        uint8 c = -b; //~ 4907
    }
}
