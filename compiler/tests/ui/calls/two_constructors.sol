// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    constructor() {}
    constructor(uint256 a) {} //~ 7997
}
