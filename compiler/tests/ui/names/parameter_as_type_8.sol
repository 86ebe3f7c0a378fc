// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    enum Q { X }
    function f() public { for (uint256 Q; ; ) { Q z; } } //~ 5172
}
