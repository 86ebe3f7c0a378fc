// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public g {} //~ 4659
    function g() public {}
}
