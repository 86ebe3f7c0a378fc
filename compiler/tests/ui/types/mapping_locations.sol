// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function j(mapping(address => uint256) x) internal {} //~ 6651
    function k() internal { mapping(address => uint256) y; } //~ 6651
}
