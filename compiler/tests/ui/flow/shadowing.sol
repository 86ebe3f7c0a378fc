// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 s;
    function g(uint256 a) public pure returns (uint256) {
        uint256 s = 1;
        { uint256 s = 2; { uint256 a = s; a; } }
        for (uint256 s = 0; s < 1; s++) {}
        return s + a;
    }
}
