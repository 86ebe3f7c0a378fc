// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(C c) public view { this = c; } //~ 4247
}
