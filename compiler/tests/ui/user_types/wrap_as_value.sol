// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    function f() public pure { T t = T.wrap; } //~ 9574
}
