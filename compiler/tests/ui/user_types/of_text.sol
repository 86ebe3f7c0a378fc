// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is string; //~ 8129
contract C {}
