// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { fallback() external {} receive() external payable {} } //~ Z0317
