// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function i(mapping(address => uint256) memory x) internal {} //~ 4061
}
