// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    function g() public pure { delete T.wrap(1); } //~ 4247 9767
}
