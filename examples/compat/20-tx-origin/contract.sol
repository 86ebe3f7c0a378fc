// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Tells whether the caller signed the transaction.
contract C {
    function f() external view returns (bool) {
        return tx.origin == msg.sender;
    }
}
