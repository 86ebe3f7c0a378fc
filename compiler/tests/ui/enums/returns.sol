// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
contract C {
    function f() public pure returns (E) { return 0; } //~ 6359
    function g() public pure returns (E, uint8) { return (1, E.A); } //~ 5992
}
