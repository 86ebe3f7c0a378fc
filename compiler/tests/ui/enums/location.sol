// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A }
contract C {
    function f() public pure { E memory e; } //~ 6651
    function g() public pure returns (E storage e) {} //~ 6651
}
