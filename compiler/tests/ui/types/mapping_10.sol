// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    mapping(address => uint256) m;
    mapping(address => uint256) n;
    mapping(uint8 => mapping(bool => address)) nested;
    function f(uint256 a, address who) public {
        m[who]++; nested[1][true] = who; delete m[who];
    }
}
