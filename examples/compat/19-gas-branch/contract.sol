// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Hashes as long as there is gas, and tells how often.
contract C {
    function f() external view returns (uint256 rounds) {
        bytes32 hash;
        uint256 before = gasleft();
        while (before - gasleft() < 20_000) {
            hash = keccak256(abi.encode(hash));
            rounds++;
        }
    }
}
