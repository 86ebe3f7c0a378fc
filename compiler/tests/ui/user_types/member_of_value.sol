// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    function f(T t) public pure { t.unwrap(); } //~ 9582
}
