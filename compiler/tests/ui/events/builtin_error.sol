// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    error Error(uint256 a); //~ 1855
}
