// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    function f(T a) public pure {}
    function f(uint8 a) public pure {} //~ 9914
}
