// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { //~ 1860
    function f38491(uint256 a) public {}
    function f116643(uint256 a) public {}
}
