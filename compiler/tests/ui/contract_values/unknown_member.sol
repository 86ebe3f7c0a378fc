// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract C {
    function f(D d) public pure { d.foo(); } //~ 9582
}
