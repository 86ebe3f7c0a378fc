// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure { 1 < 2; 1 == 300; -1 < -2; }
}
