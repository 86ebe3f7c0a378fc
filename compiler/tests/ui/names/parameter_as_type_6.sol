// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    enum Q { X }
    constructor(uint256 Q, Q y) {} //~ 5172
}
