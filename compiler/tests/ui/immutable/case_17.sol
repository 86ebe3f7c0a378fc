// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 immutable I;
    function f() public { uint256 immutable a = 1; } //~ 2314
}
