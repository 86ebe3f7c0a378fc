// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

pragma abicoder v3; //~ 2745
pragma abicoder v2;
contract C {}
