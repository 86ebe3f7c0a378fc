// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    enum Q { X }
    function f(Q y, uint256 Q) public {} //~ 5172
}
