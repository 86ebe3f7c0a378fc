// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 a;
    uint256 a; //~ 2333
    function f(uint256 x, uint256 x) public {} //~ 2333
    function g() public {
        uint256 y;
        uint256 y; //~ 2333
    }
    function h(uint256 p) public returns (uint256 p) {} //~ 2333
    event E(uint256 a);
    error E(); //~ 2333
}
contract C {} //~ 2333
uint256 constant K = 1;
function K() {} //~ 2333
