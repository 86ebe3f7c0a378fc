// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {
    enum E { A }
    uint256 x;
}
contract C {
    D.E ok = D.E.A;
    function f() public pure { D.E.B; } //~ 9582
}
