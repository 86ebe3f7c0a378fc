// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    function f() public pure {
        E.A = E.B; //~ 4247
        delete E.A; //~ 4247
    }
}
