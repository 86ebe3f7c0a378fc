// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 x = 0x1 years; //~ 5145
}
