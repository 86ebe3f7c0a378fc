// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 immutable I;
    mapping(uint256 => uint256) immutable m; //~ 6377
}
