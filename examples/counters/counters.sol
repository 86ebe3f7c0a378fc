// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Counters that share a slot, and one that has its own: what does packing save, and what does it cost?
contract Counters {
    uint64 public visits;
    uint64 public likes;
    uint32 public shares;
    bool public open = true;
    int64 public balance;
    uint256 public total;

    /// All four counters of the slot.
    function record(uint32 n, int64 change) external {
        visits += n;
        likes += n / 2;
        shares += 1;
        balance += change;
    }

    /// One counter of the slot.
    function like() external {
        likes++;
    }

    /// The one with a slot of its own.
    function add(uint256 n) external {
        total += n;
    }

    /// So many times one after the other.
    function manyLikes(uint256 n) external {
        for (uint256 i = 0; i < n; i++) {
            likes++;
        }
    }

    /// Back to the start.
    function reset() external {
        delete visits;
        delete likes;
        delete shares;
        delete balance;
        open = false;
    }
}
