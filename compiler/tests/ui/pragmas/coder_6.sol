// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

pragma experimental foo; //~ 8491
contract C {}
