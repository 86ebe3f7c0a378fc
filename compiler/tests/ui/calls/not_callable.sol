// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g(uint256 a) public pure { a(1); } //~ 5704
}
