// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is C; //~ 8657
contract C {}
