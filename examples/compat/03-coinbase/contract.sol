// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns who makes the block.
contract C {
    function f() external view returns (address) {
        return block.coinbase;
    }
}
