// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 a, bool b, address c, uint8 d, bytes32 e) public pure {
        a + b; //~ 2271
        b + b; //~ 2271
        c + c; //~ 2271
        b < b; //~ 2271
        a && b; //~ 2271
        !a; //~ 4907
        ~b; //~ 4907
        -a; //~ 4907
        b == a; //~ 2271
        c == a; //~ 2271
        e + e; //~ 2271
        e < e;
        a ** b; //~ 2271
        a << b; //~ 2271
        a << -1; //~ 2271
        d & a;
        e & e;
        b & b; //~ 2271
        c++; //~ 9767
    }
}
