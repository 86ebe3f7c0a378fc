// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns the gas limit of the block.
contract C {
    function f() external view returns (uint256) {
        return block.gaslimit;
    }
}
