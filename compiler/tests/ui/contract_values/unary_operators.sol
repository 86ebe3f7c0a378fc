// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract C {
    function f(D d) public pure {
        !d; //~ 4907
        -d; //~ 4907
        ~d; //~ 4907
        d++; //~ 9767
        delete d;
    }
}
