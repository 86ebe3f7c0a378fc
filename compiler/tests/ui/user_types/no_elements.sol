// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is bytes4;
contract C {
    function f(T t) public pure { t[0]; } //~ 2614
}
