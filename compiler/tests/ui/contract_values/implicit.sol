// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract C {
    function f(D d, address a) public view returns (D) {
        D x = a; //~ 9574
        address y = d; //~ 9574
        D z = this; //~ 9574
        uint160 w = d; //~ 9574
        return this; //~ 6359
    }
}
