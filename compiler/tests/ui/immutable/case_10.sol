// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 immutable I;
    function f() public pure returns (uint256) { return I; } //~ 2527
}
