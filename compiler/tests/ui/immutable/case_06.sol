// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 immutable I;
    constructor() { g(); }
    function g() internal { I = 1; } //~ 1581
}
