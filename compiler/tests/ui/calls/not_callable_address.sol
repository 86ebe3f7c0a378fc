// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g(address a) public pure { a(); } //~ 5704
}
