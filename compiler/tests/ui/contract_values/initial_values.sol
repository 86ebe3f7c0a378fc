// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract C {
    D a = 0; //~ 7407
    D b = address(0); //~ 7407
    D c = D(0); //~ 9640
    D constant E = this; //~ 7407 8349
    D ok = D(address(0));
}
