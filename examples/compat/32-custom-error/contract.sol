// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Fails with a custom error.
contract C {
    error Bad(uint256 what);

    function f() external pure {
        revert Bad(7);
    }
}
