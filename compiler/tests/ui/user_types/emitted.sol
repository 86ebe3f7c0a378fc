// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    function f() public { emit T.wrap(0); } //~ 9292
}
