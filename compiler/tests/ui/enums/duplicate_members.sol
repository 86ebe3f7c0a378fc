// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    enum E { A, B, A, B } //~ 2333
}
