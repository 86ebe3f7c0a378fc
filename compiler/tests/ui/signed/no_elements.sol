// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(int8 a) public pure {
        a[0]; //~ 2614
    }
}
