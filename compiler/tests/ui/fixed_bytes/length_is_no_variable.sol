// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 b) public pure {
        b.length = 3; //~ 4247
        b.length++; //~ 4247
        delete b.length; //~ 4247
    }
}
