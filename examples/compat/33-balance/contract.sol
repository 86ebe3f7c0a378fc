// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Returns its own wei.
contract C {
    function f() external view returns (uint256) {
        return address(this).balance;
    }
}
