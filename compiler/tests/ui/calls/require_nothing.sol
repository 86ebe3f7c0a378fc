// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g() public pure { require(); } //~ 9322
}
