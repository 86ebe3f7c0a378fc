// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    type super is uint8; //~ 3726
}
