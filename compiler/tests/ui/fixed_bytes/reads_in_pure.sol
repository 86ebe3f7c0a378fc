// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    bytes4 b;
    function f() public pure { b[0]; } //~ 2527
    function g() public pure { b.length; } //~ 2527
}
