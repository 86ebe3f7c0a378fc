// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event A(uint256 indexed a, uint256 indexed b, uint256 indexed c, uint256 indexed d); //~ 7249
    event F(mapping(uint256 => bool) m); //~ 3448
}
