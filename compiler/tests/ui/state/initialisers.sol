// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 a = true; //~ 7407
    uint8 b = 300; //~ 7407
    uint256 c = d;
    uint256 d = a + 1;
    uint256 e = g();
    uint256 h = 1.5; //~ 2326
    function g() internal returns (uint256) { return a; }
}
