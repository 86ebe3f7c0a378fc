// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract C {
    mapping(uint256 => bool) immutable m; //~ 6377
    uint256 immutable a = "x"; //~ 7407
    uint256 immutable b;
    uint256 constant k = b; //~ 8349
    uint256 immutable self = self + 1;
    uint256 s = (b = 3);
    uint8 public immutable w = 256; //~ 7407
}
