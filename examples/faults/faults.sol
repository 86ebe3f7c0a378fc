// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Everything that ends a call of value types otherwise than well.
contract Faults {
    enum Colour {
        Red,
        Green,
        Blue
    }

    error TooLarge(uint256 value, uint256 limit);
    error Unauthorized();

    uint256 public stored;

    /// Panic(0x11) if the sum is no uint8.
    function narrowSum(uint8 a, uint8 b) external pure returns (uint8) {
        return a + b;
    }

    /// Panic(0x11) for the least int256, whose negation is none.
    function negate(int256 a) external pure returns (int256) {
        return -a;
    }

    /// Panic(0x12) if b is 0, Panic(0x11) for the least int256 by -1.
    function quotient(int256 a, int256 b) external pure returns (int256) {
        return a / b;
    }

    /// Panic(0x21) beyond Blue.
    function colour(uint256 n) external pure returns (Colour) {
        return Colour(n);
    }

    /// Panic(0x01) if they differ.
    function assertEqual(uint256 a, uint256 b) external pure {
        assert(a == b);
    }

    /// Reverts without data.
    function requireSmall(uint256 a) external pure returns (uint256) {
        require(a < 100);
        return a;
    }

    /// An error with arguments.
    function limit(uint256 a) external pure returns (uint256) {
        if (a > 100) revert TooLarge(a, 100);
        return a;
    }

    /// What was stored is undone.
    function storeAndFail(uint256 a) external {
        stored = a;
        revert Unauthorized();
    }

    /// What wraps where nobody checks.
    function wrap(uint8 a, uint8 b) external pure returns (uint8 sum, uint8 difference, uint8 product) {
        unchecked {
            (sum, difference, product) = (a + b, a - b, a * b);
        }
    }
}
