// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure returns (C) { return this; } //~ 2527
}
