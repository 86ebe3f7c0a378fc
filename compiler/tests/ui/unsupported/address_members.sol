// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { function f(address payable a) public { a.balance; a.code; a.codehash; a.transfer(1); a.send(1); a.call(""); } } //~ Z0341
