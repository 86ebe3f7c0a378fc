// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// A vote with delegation: after the ballot of Solidity's documentation, with mappings in place of arrays and structs.
contract Ballot {
    error NotChair(address who);
    error NoSuchProposal(uint256 proposal);
    error HasVoted(address who);
    error NoWeight(address who);
    error Circular(address who);

    event Voted(address indexed voter, uint256 indexed proposal, uint256 weight);
    event Delegated(address indexed from, address indexed to);

    address public chair;
    uint256 public proposals;
    mapping(address => uint256) public weight;
    mapping(address => bool) public hasVoted;
    mapping(address => address) public delegate;
    mapping(address => uint256) public choice;
    mapping(uint256 => uint256) public votes;

    constructor(uint256 proposals_) {
        chair = msg.sender;
        proposals = proposals_;
        weight[msg.sender] = 1;
    }

    /// Gives a voter the right to vote. The chair's.
    function admit(address voter) external {
        if (msg.sender != chair) revert NotChair(msg.sender);
        if (hasVoted[voter]) revert HasVoted(voter);
        if (weight[voter] == 0) weight[voter] = 1;
    }

    /// Leaves the own vote to somebody, or to whom that one leaves it.
    function delegateTo(address to) external {
        if (weight[msg.sender] == 0) revert NoWeight(msg.sender);
        if (hasVoted[msg.sender]) revert HasVoted(msg.sender);
        while (delegate[to] != address(0)) {
            to = delegate[to];
            if (to == msg.sender) revert Circular(to);
        }
        if (to == msg.sender) revert Circular(to);
        if (weight[to] == 0) revert NoWeight(to);
        hasVoted[msg.sender] = true;
        delegate[msg.sender] = to;
        if (hasVoted[to]) votes[choice[to]] += weight[msg.sender];
        else weight[to] += weight[msg.sender];
        emit Delegated(msg.sender, to);
    }

    /// Votes with all of the own weight.
    function vote(uint256 proposal) external {
        uint256 own = weight[msg.sender];
        if (own == 0) revert NoWeight(msg.sender);
        if (hasVoted[msg.sender]) revert HasVoted(msg.sender);
        if (proposal >= proposals) revert NoSuchProposal(proposal);
        hasVoted[msg.sender] = true;
        choice[msg.sender] = proposal;
        votes[proposal] += own;
        emit Voted(msg.sender, proposal, own);
    }

    /// The proposal with the most votes; of several the first.
    function winner() external view returns (uint256 best, uint256 most) {
        for (uint256 i = 0; i < proposals; i++) {
            uint256 count = votes[i];
            if (count > most) (best, most) = (i, count);
        }
    }
}
