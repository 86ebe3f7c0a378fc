// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function even(uint256 n) internal pure returns (bool) { return n == 0 ? true : odd(n - 1); }
    function odd(uint256 n) internal pure returns (bool) { if (n == 0) return false; return even(n - 1); }
    function f(uint256 n) external pure returns (bool) { return even(n); }
}
