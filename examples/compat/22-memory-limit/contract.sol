// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Writes behind four million bytes.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            mstore(0x400000, 7)
            result := mload(0x400000)
        }
    }
}
