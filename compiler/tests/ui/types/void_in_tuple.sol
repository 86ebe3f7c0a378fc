// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function none() internal pure {}
    function f() public pure { (1, none()); } //~ 6473
}
