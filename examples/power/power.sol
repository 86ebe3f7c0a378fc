// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Powers: the EVM's own, checked and unchecked, and modulo a word by squaring.
contract Power {
    /// base^exponent, or Panic(0x11).
    function checkedPower(uint256 base, uint256 exponent) external pure returns (uint256) {
        return base ** exponent;
    }

    /// base^exponent modulo 2^256.
    function wrappingPower(uint256 base, uint256 exponent) external pure returns (uint256) {
        unchecked {
            return base ** exponent;
        }
    }

    /// base^exponent modulo a word that is not 0.
    function modularPower(uint256 base, uint256 exponent, uint256 modulus) public pure returns (uint256 result) {
        require(modulus != 0);
        result = 1 % modulus;
        for (; exponent != 0; exponent >>= 1) {
            if (exponent & 1 != 0) result = mulmod(result, base, modulus);
            base = mulmod(base, base, modulus);
        }
    }

    /// Whether n passes Fermat's test for a base: if not, it is no prime.
    function mayBePrime(uint256 n, uint256 base) external pure returns (bool) {
        return n > 1 && modularPower(base, n - 1, n) == 1;
    }
}
