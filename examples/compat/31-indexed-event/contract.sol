// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Leaves an event with an indexed parameter.
contract C {
    event Left(address indexed who, uint256 what);

    function f() external {
        emit Left(msg.sender, 7);
    }
}
