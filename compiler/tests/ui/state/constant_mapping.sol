// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    mapping(uint256 => bool) constant M; //~ 9259
}
