// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Fibonacci numbers, once modulo 2^64 and once with every overflow checked.
contract Fibonacci {
    /// The n-th number modulo 2^64: nothing but additions, so it shows what a loop costs.
    function fib(uint64 n) external pure returns (uint64) {
        uint64 a = 0;
        uint64 b = 1;
        unchecked {
            for (uint64 i = 0; i < n; i++) {
                uint64 next = a + b;
                a = b;
                b = next;
            }
        }
        return a;
    }

    /// The n-th number; reverts with Panic(0x11) where it needs more than 256 bits.
    function fibChecked(uint256 n) external pure returns (uint256) {
        uint256 a = 0;
        uint256 b = 1;
        for (uint256 i = 0; i < n; i++) {
            uint256 next = a + b;
            a = b;
            b = next;
        }
        return a;
    }
}
