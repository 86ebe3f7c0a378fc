// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    mapping(uint256 a => mapping(bool a => address)) m; //~ 1809
    mapping(uint256 a => bool a) n; //~ 1809
}
