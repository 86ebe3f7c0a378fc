// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    enum E { A, B }
    E constant A = E(2); //~ 9640
    E constant B = 1; //~ 7407
    uint8 constant D = E.A; //~ 7407
    E constant OK = E(1);
}
