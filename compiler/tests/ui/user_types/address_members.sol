// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is address;
contract C {
    function f(T t) public view { t.balance; } //~ 9582
}
