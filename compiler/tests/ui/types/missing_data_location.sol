// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 memory a) public pure {} //~ 6651
    function g(bool storage a) internal pure returns (address calldata) {} //~ 6651
    function h() public pure { uint256 memory x = 1; } //~ 6651
}
