// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes32 a, address b, bool c) public pure {
        -a; //~ 4907
        -b; //~ 4907
        -c; //~ 4907
        ~c; //~ 4907
    }
}
