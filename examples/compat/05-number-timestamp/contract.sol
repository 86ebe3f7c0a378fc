// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns number and time of the block.
contract C {
    function f() external view returns (uint256, uint256) {
        return (block.number, block.timestamp);
    }
}
