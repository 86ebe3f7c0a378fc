// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {
    enum E { A }
}
contract C {
    function f(D d) public pure { d.E; } //~ 9582
}
