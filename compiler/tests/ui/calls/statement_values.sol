// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 s;
    function f() public returns (uint256) { s; 1; "text"; f; C; msg; (s, 2); 1.5; -1; return 1; }
}
