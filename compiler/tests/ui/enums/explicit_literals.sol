// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B, C }
contract C {
    function f() public pure {
        E a = E(3); //~ 9640
        E b = E(-1); //~ 9640
        E c = E(1.5); //~ 9640
        E d = E(2 ** 256); //~ 9640
        E ok = E(2);
    }
}
