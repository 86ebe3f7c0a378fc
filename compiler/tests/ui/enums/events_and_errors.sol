// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    event V(E indexed a);
    error R(E a);
    function f() public {
        emit V(0); //~ 9553
        revert R(1); //~ 9553
    }
}
