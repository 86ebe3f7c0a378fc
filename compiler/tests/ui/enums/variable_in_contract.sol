// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {
    uint256 x;
}
contract C {
    D.x y; //~ 5172
}
