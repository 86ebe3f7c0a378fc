// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Ether that is bid, in user-defined units that do not mix with other numbers.
type Amount is uint128;
type Time is uint64;

/// An auction that is open until a time. What was outbid stays claimable; paying it out needs calls, which are not here yet.
contract Auction {
    error Closed(Time now_, Time end);
    error TooLow(Amount bid, Amount highest);
    error StillOpen(Time end);

    event Bid(address indexed bidder, Amount amount);

    Amount public highest;
    Time public end;
    bool public settled;
    address public leader;
    mapping(address => Amount) public claimable;

    constructor(uint64 duration) {
        end = Time.wrap(uint64(block.timestamp) + duration);
    }

    /// Bids the value of the call.
    function bid() external payable {
        Time time = Time.wrap(uint64(block.timestamp));
        if (Time.unwrap(time) >= Time.unwrap(end)) revert Closed(time, end);
        Amount amount = Amount.wrap(uint128(msg.value));
        if (Amount.unwrap(amount) <= Amount.unwrap(highest)) revert TooLow(amount, highest);
        if (leader != address(0)) {
            claimable[leader] = add(claimable[leader], highest);
        }
        (leader, highest) = (msg.sender, amount);
        emit Bid(msg.sender, amount);
    }

    /// Ends the auction.
    function settle() external {
        if (block.timestamp < Time.unwrap(end)) revert StillOpen(end);
        settled = true;
    }

    function add(Amount a, Amount b) private pure returns (Amount) {
        return Amount.wrap(Amount.unwrap(a) + Amount.unwrap(b));
    }
}
