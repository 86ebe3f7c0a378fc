// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 x, int8 i, bytes1 b) public pure {
        x << i; //~ 2271
        x >> b; //~ 2271
        x << -1; //~ 2271
        x >> 1.5; //~ 2271
        x >>> 1; //~ 2271
        x << 300;
    }
}
