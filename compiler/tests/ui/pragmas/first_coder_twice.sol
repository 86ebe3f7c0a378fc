// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

pragma abicoder v1; //~ Z0352
pragma abicoder v1; //~ 3845
contract C {}
