// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    enum E { A }
    function f(E e) public pure {}
    function f(uint8 e) public pure {} //~ 9914
}
