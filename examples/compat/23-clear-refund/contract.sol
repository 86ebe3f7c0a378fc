// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Clears a slot: what comes back is seen in the gas of the transaction.
contract C {
    uint256 x = 1;

    function f() external {
        delete x;
    }
}
