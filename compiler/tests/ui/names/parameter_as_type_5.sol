// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    enum Q { X }
    function f(C.Q y, uint256 C) public {} //~ 7920
}
