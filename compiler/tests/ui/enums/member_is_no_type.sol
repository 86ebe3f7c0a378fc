// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    E.A x; //~ 5172
}
