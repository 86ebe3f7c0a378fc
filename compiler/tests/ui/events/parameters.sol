// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event B(uint256 a, uint256 a); //~ 2333
    error D(uint256 a, uint256 a); //~ 2333
}
