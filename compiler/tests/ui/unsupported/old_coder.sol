// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

pragma abicoder v1; contract C {} //~ Z0352
