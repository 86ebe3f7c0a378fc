// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
type U is T; //~ 8657
contract C {}
