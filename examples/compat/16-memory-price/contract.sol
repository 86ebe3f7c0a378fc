// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns the gas that 100 kB of memory take.
contract C {
    function f() external returns (uint256 result) {
        assembly {
            let before := gas()
            mstore(102400, 1)
            result := sub(before, gas())
        }
    }
}
