// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bool q, uint256 x) public {
        if (q) break; //~ 6102
    }
}
