// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 a;
    a b; //~ 5172
}
