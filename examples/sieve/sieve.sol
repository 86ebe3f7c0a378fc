// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// The sieve of Eratosthenes, a bit for each number: in one word, and in a mapping of words.
contract Sieve {
    mapping(uint256 => uint256) public composites;

    /// How many primes are below n, 256 at most.
    function count(uint256 n) external pure returns (uint256 primes) {
        require(n <= 256);
        uint256 composite = 3;
        for (uint256 i = 2; i < n; i++) {
            if ((composite >> i) & 1 != 0) continue;
            primes++;
            for (uint256 j = i * i; j < n; j += i) {
                composite |= 1 << j;
            }
        }
    }

    /// The same for any n; what is crossed out stays in storage.
    function sieve(uint256 n) external returns (uint256 primes) {
        for (uint256 i = 2; i < n; i++) {
            if ((composites[i >> 8] >> (i & 0xff)) & 1 != 0) continue;
            primes++;
            for (uint256 j = i * i; j < n; j += i) {
                composites[j >> 8] |= 1 << (j & 0xff);
            }
        }
    }

    /// How many bits of a word are set, by the bits themselves (Kernighan).
    function ones(uint256 word) external pure returns (uint256 n) {
        unchecked {
            for (; word != 0; word &= word - 1) n++;
        }
    }
}
