// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {
    uint256 x;
}
contract C {
    function f(D d) public pure { d.x; } //~ 9582
}
