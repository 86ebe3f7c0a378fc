// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract C {
    function f(D a) public pure {}
    function f(address a) public pure {} //~ 9914
}
