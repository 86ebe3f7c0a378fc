// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Ballot {
    address public immutableChair;
    uint8 public proposals;
    bool private open = true;
    mapping(address => bool) public registered;
    mapping(address => uint8) public choice;
    mapping(uint8 => uint256) public votes;
    uint16 public turnout;

    event Voted(address indexed voter, uint8 indexed proposal, uint256 total);
    error Closed();
    error UnknownProposal(uint8 proposal, uint8 count);

    constructor(uint8 count, address chair) payable {
        proposals = count;
        immutableChair = chair;
    }

    function register(address voter) public {
        require(msg.sender == immutableChair, "only the chair");
        assert(voter != address(0));
        registered[voter] = true;
    }

    function vote(uint8 proposal) public {
        if (!open) revert Closed();
        require(registered[msg.sender] && choice[msg.sender] == 0, "may not vote");
        if (proposal == 0 || proposal > proposals) revert UnknownProposal(proposal, proposals);
        choice[msg.sender] = proposal;
        ++turnout;
        emit Voted(msg.sender, proposal, ++votes[proposal]);
    }

    function close() public {
        require(msg.sender == immutableChair);
        open = false;
    }

    function winner() public view returns (uint8 best, uint256 most) {
        for (uint8 p = 1; p <= proposals; p++) {
            if (votes[p] <= most) continue;
            (best, most) = (p, votes[p]);
        }
    }

    function forget(address voter) external {
        delete choice[voter];
        delete registered[voter];
        delete turnout;
    }
}

//@ deploy Ballot 256 1
//@ deploy Ballot 3 0xca11e4 value=5
//@ call register(address) 1
//@ call register(address) 2
//@ call register(address) 0
//@ call register(address) 3 from=3
//@ call vote(uint8) 2 from=1
//@ call vote(uint8) 2 from=2
//@ call vote(uint8) 2 from=2
//@ call vote(uint8) 4 from=3
//@ call winner()
//@ call register(address) 3
//@ call vote(uint8) 4 from=3
//@ call vote(uint8) 0x100 from=3
//@ call turnout()
//@ call votes(uint8) 2
//@ call forget(address) 1
//@ call close()
//@ call vote(uint8) 1 from=3
//@ call close() from=9
