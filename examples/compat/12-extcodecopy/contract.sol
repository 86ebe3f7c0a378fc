// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns its own first bytes.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            extcodecopy(address(), 0, 0, 32)
            result := mload(0)
        }
    }
}
