// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Hashes three thousand times.
contract C {
    function f() external pure returns (bytes32 hash) {
        for (uint256 i = 0; i < 3_000; i++) {
            hash = keccak256(abi.encode(hash));
        }
    }
}
