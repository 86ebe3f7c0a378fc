// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    error G(mapping(uint256 => bool) m); //~ 3448
}
