// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A }
contract C {
    function f() public pure { abi.encode(E); } //~ 2056
}
