// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// A purchase as a machine of states: a transition is allowed from one state, to one party.
contract Escrow {
    enum State {
        Offered,
        Paid,
        Shipped,
        Settled,
        Refunded
    }

    error WrongState(State expected, State actual);
    error NotParty(address who);
    error WrongPrice(uint256 paid, uint256 price);

    event Moved(State indexed from, State indexed to, address by);

    address public seller;
    address public buyer;
    State public state;
    uint64 public deadline;
    uint256 public price;

    constructor(uint256 price_) {
        seller = msg.sender;
        price = price_;
    }

    /// Whoever pays the price is the buyer, for a week.
    function pay() external payable {
        if (msg.value != price) revert WrongPrice(msg.value, price);
        move(State.Offered, State.Paid);
        buyer = msg.sender;
        deadline = uint64(block.timestamp) + 7 days;
    }

    /// The seller's.
    function ship() external {
        only(seller);
        move(State.Paid, State.Shipped);
    }

    /// The buyer's.
    function accept() external {
        only(buyer);
        move(State.Shipped, State.Settled);
    }

    /// The buyer's, before the goods are sent.
    function cancel() external {
        only(buyer);
        move(State.Paid, State.Refunded);
    }

    /// Whether nothing can happen any more.
    function isOver() external view returns (bool) {
        return state >= State.Settled;
    }

    /// A state by its number, or Panic(0x21).
    function stateOf(uint256 number) external pure returns (State) {
        return State(number);
    }

    function only(address party) private view {
        if (msg.sender != party) revert NotParty(msg.sender);
    }

    function move(State from, State to) private {
        if (state != from) revert WrongState(from, state);
        state = to;
        emit Moved(from, to, msg.sender);
    }
}
