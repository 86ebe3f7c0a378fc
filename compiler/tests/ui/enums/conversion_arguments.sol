// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    function f() public pure {
        E(); //~ 2558
        E(0, 1); //~ 2558
        E({x: 0}); //~ 5153
    }
}
