// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    enum E { X }
    E ok = E.X;
    function f() public pure { E.A; } //~ 9582
}
