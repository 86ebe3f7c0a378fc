// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    T s;
    function f() public { delete s; } //~ 9767
}
