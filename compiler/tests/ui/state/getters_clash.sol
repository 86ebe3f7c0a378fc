// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 public total;
    function total() public pure returns (uint256) { return 1; } //~ 2333
    mapping(address => uint256) public balance;
    function balance(address a) public pure returns (uint256) { return 1; } //~ 2333
}
