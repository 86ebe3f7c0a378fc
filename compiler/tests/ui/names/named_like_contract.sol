// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function C() public {} //~ 5796
}
