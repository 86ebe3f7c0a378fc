// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g(uint256 a, bool b) internal pure {}
    function g(bool a, uint256 b) internal pure {}
    function h() public pure { g; } //~ 2144
}
