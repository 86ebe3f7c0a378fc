// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A }
contract C {
    function f() public pure { revert E.A(); } //~ 5704
}
