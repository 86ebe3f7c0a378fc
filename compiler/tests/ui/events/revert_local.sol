// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 a) public pure { revert a(); } //~ 5704
}
