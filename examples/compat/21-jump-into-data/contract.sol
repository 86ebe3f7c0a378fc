// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Jumps can't be written in the assembly of Solidity 0.8; a contract has them as raw bytecode.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            result := add(0, 0)
        }
    }
}
