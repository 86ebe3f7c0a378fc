// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// The same operations at 64 and at 256 bits, checked and unchecked.
contract Arithmetic {
    /// a + b, or Panic(0x11).
    function add(uint256 a, uint256 b) external pure returns (uint256) {
        return a + b;
    }

    /// a - b, or Panic(0x11).
    function sub(uint256 a, uint256 b) external pure returns (uint256) {
        return a - b;
    }

    /// a * b, or Panic(0x11).
    function mul(uint256 a, uint256 b) external pure returns (uint256) {
        return a * b;
    }

    /// Quotient and remainder, or Panic(0x12).
    function divMod(uint256 a, uint256 b) external pure returns (uint256, uint256) {
        return (a / b, a % b);
    }

    /// a + b, or Panic(0x11).
    function add64(uint64 a, uint64 b) external pure returns (uint64) {
        return a + b;
    }

    /// a * b, or Panic(0x11).
    function mul64(uint64 a, uint64 b) external pure returns (uint64) {
        return a * b;
    }

    /// a + b, a - b and a * b modulo 2^256.
    function wrapping(uint256 a, uint256 b) external pure returns (uint256, uint256, uint256) {
        unchecked {
            return (a + b, a - b, a * b);
        }
    }

    /// a + b, a - b and a * b modulo 2^64.
    function wrapping64(uint64 a, uint64 b) external pure returns (uint64, uint64, uint64) {
        unchecked {
            return (a + b, a - b, a * b);
        }
    }

    /// x after n rounds of a Lehmer generator: one product, one remainder a round.
    function lehmer(uint256 x, uint256 n) external pure returns (uint256) {
        for (uint256 i = 0; i < n; i++) {
            x = (x * 48271) % 2147483647;
        }
        return x;
    }
}
