// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    type T is uint8;
    type T is uint16; //~ 2333
}
