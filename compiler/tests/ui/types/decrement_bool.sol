// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bool b) public pure { b--; } //~ 9767
}
