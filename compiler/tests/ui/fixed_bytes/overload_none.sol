// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g(bytes1) internal pure {}
    function g(bytes2) internal pure {}
    function f() public pure {
        g(0x01);
        g("abc"); //~ 9322
    }
}
