// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Gives its wei away.
contract C {
    function f() external {
        selfdestruct(payable(msg.sender));
    }
}
