// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Fibonacci {
    function fast(uint64 n) external pure returns (uint64 a) {
        unchecked {
            uint64 b = 1;
            for (uint64 i = 0; i < n; i++) {
                (a, b) = (b, a + b);
            }
        }
    }

    function checked(uint256 n) public pure returns (uint256) {
        uint256 a;
        uint256 b = 1;
        while (n > 0) {
            uint256 next = a + b;
            a = b;
            b = next;
            --n;
        }
        return a;
    }

    function recursive(uint256 n) public pure returns (uint256) {
        return n < 2 ? n : recursive(n - 1) + recursive(n - 2);
    }
}

//@ deploy Fibonacci
//@ call fast(uint64) 50
//@ call fast(uint64) 94
//@ call fast(uint64) 0x10000000000000000
//@ call checked(uint256) 100
//@ call checked(uint256) 370
//@ call checked(uint256) 371
//@ call recursive(uint256) 10
