// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function a() external pure {}
    function f() public pure { a(); } //~ 7576
}
