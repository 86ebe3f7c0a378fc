// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    type T is bytes; //~ 8129
}
