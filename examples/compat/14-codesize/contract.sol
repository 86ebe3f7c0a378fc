// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns the length of its code.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            result := codesize()
        }
    }
}
