// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns the gas that is left.
contract C {
    function f() external view returns (uint256) {
        return gasleft();
    }
}
