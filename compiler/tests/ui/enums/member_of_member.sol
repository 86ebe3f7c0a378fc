// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    function f() public pure { E.A.B; } //~ 9582
}
