// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns the hash of the block before.
contract C {
    function f() external view returns (bytes32) {
        return blockhash(block.number - 1);
    }
}
