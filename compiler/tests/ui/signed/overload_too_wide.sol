// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g(int8) internal pure {}
    function g(int16) internal pure {}
    function f() public pure {
        g(-40000); //~ 9322
    }
}
