// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

pragma experimental ABIEncoderV2;
pragma experimental ABIEncoderV2; //~ 1231
contract C {}
