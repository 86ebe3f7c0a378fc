// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { event V(); error R(); function f() external {} function g() public view { this.f.selector; V.selector; R.selector; } } //~ Z0340 Z0353
