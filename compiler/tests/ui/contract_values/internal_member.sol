// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {
    function g() internal {}
}
contract C {
    function f(D d) public pure { d.g(); } //~ 9582
}
