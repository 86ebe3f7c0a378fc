// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Loops.
contract Loops {
    function all(uint256 n) external pure returns (uint256 sum) {
        for (uint256 i = 0; i < n; i++) { //~ loop
            sum += i;
        }
        for (;;) break; //~ loop
        while (sum > n) sum -= n; //~ loop
        do { //~ loop
            if (sum == 7) continue;
            sum++;
        } while (
            sum < n
        );
        unchecked {
            while (true) //~ loop
                for (uint256 i; i < 2; ) //~ loop
                    return sum + i;
        }
        assembly { //~ inline-assembly
            for { let i := 0 } lt(i, n) { i := add(i, 1) } { sum := add(sum, i) } //~ loop
        }
    }
}
