// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Goes round and round.
contract C {
    function f() external pure returns (uint256 sum) {
        for (uint256 i = 0; i < 100_000; i++) {
            sum += i;
        }
    }
}
