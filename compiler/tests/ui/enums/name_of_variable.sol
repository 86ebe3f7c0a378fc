// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    enum E { A }
    uint256 E; //~ 2333
}
