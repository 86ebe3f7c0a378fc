// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    constructor(mapping(uint256 => uint256) storage a) {} //~ 3644
}
