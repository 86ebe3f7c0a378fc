// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event W();
    event W(bool a);
    function f() public pure returns (bytes32) { return W.selector; } //~ 2144
}
