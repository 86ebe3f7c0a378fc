// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 a, bool b, address c) public pure {
        1 + b; //~ 2271
        2 ** -1;
        1 << a;
        c < c;
        1 / 0; //~ 2271
        1 % 0; //~ 2271
        2 ** a;
        1.5 * a; //~ 2271
        1.5 ** a; //~ 2271
        -1 << a;
        ~1 + 2;
    }
}
