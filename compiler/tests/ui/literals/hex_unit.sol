// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 y = 0x1 ether; //~ 5145
}
