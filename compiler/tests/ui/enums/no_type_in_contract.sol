// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {
    enum E { A }
}
contract C {
    D.F x; //~ 7920
}
