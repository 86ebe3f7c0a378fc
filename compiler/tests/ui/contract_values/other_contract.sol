// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract E {}
contract C {
    function f(D d, E e) public pure {
        d == e; //~ 2271
        d = e; //~ 7407
        D(e); //~ 9640
        true ? d : e; //~ 1080
    }
}
