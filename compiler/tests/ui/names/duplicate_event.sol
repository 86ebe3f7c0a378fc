// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event V(uint256 indexed a); //~ 5883
    event V(uint256 b);
    event W(uint256 a);
    event W(address a);
}
