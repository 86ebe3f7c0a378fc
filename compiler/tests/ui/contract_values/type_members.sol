// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract C {
    function f() public pure { type(D).max; } //~ 9582
}
