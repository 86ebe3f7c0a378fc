// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(int8 a) public pure {} //~ 1686
    function f(int8 b) public pure {}
}
