// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function h(mapping(address => uint256) storage x) public {} //~ 6651
}
