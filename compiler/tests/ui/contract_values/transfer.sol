// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public { this.transfer(1); } //~ 3125
}
