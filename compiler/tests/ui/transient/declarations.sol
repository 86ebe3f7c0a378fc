// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract C {
    uint256 transient a = 1; //~ 9825
    uint256 transient constant b = 1; //~ 2197 9825
    uint256 transient constant c; //~ 2197
    uint256 immutable transient d; //~ 2197
    uint256 transient e;
    uint256 transient;
    bool public transient g;
}
