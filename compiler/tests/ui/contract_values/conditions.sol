// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract C {
    function f(D d) public view {
        if (d) {} //~ 7407
        while (this) {} //~ 7407
    }
}
