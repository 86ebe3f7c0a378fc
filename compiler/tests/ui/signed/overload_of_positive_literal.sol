// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g(int8) internal pure {}
    function g(uint8) internal pure {}
    function f() public pure {
        g(1); //~ 4487
        g(-1);
    }
}
