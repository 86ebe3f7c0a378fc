// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 x) public {} //~ 1686
    function f(uint256 y) public {}
    function g(uint256 x) internal returns (bool) {} //~ 1686
    function g(uint256 x) internal returns (uint256) {}
}
function free(uint256 a) {} //~ 1686
function free(uint256 a) {}
