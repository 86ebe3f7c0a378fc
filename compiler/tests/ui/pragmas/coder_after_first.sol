// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

pragma abicoder v1; //~ Z0352
pragma experimental ABIEncoderV2; //~ 8273
contract C {}
