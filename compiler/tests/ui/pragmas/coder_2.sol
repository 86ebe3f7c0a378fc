// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

pragma abicoder v2;
pragma abicoder "v2"; //~ 3845
pragma abicoder v2; //~ 3845
contract C {}
