// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    enum Q { X }
    function f(uint256 Q) public { Q z; } //~ 5172
}
