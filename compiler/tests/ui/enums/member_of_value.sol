// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    function f(E e) public pure { e.A; } //~ 9582
}
