// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Reads an element of a mapping by the slot that keccak gives it.
contract C {
    mapping(uint256 => uint256) values;

    function f() external returns (uint256 result) {
        values[7] = 42;
        assembly {
            mstore(0, 7)
            mstore(32, values.slot)
            result := sload(keccak256(0, 64))
        }
    }
}
