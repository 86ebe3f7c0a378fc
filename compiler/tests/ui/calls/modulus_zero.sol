// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g(uint256 a) public pure { addmod(1, a, 0); mulmod(a, 2, 0); mulmod(a, 2, a); } //~ 4195
}
