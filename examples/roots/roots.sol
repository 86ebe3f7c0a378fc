// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Integer algorithms whose loops end when the numbers say so.
contract Roots {
    /// The largest r with r^2 not above n, by Newton's iteration from above.
    function squareRoot(uint256 n) external pure returns (uint256 r) {
        unchecked {
            if (n < 2) return n;
            r = n / 2 + 1;
            uint256 next = (r + n / r) / 2;
            while (next < r) (r, next) = (next, (next + n / next) / 2);
        }
    }

    /// The greatest common divisor, by Euclid.
    function gcd(uint256 a, uint256 b) external pure returns (uint256) {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }

    /// x with a * x = 1 modulo m, or 0 if there is none, by Euclid with signs.
    function inverse(int256 a, int256 m) external pure returns (int256) {
        (int256 r, int256 next) = (m, a % m);
        (int256 x, int256 nextX) = (0, 1);
        while (next != 0) {
            int256 q = r / next;
            (r, next) = (next, r - q * next);
            (x, nextX) = (nextX, x - q * nextX);
        }
        if (r != 1) return 0;
        return x < 0 ? x + m : x;
    }

    /// Steps of Collatz' sequence from n to 1.
    function collatz(uint256 n) external pure returns (uint256 steps) {
        for (; n != 1; steps++) {
            n = n % 2 == 0 ? n / 2 : 3 * n + 1;
        }
    }
}
