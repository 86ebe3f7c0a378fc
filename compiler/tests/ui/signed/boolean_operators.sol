// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(int256 a) public pure {
        !a; //~ 4907
        a && a; //~ 2271
        a || true; //~ 2271
        if (a) {} //~ 7407
        while (a) {} //~ 7407
        a ? 1 : 2; //~ 7407
    }
}
