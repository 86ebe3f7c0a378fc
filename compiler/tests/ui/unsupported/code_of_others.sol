// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D { uint256 constant K = 1; function g() external {} function h() public pure {} }
contract C {
    uint256 constant K = 1;
    uint256 v;
    function g() public pure {}
    function f() public view { C.K; C.v; C.g(); D.g; D.h; } //~ Z0350
}
