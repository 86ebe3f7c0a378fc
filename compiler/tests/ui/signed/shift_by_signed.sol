// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(int8 a, uint8 b) public pure {
        b << a; //~ 2271
        b >> a; //~ 2271
        a << a; //~ 2271
        a >> int256(1); //~ 2271
        2 << a; //~ 2271
        a << -1; //~ 2271
        a << b;
    }
}
