// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    enum E { this } //~ 3726
    enum F { super, _ } //~ 3726
    enum this { A } //~ 3726
}
