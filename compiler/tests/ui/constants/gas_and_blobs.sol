// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 constant A = gasleft(); //~ 8349
    bytes32 constant B = blobhash(0); //~ 8349
    uint256 immutable c = gasleft();
    bytes32 d = blobhash(1);
}
