// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns the number of the chain.
contract C {
    function f() external view returns (uint256) {
        return block.chainid;
    }
}
