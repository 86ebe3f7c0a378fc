// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Environment {
    uint256 public received;
    address public creator = msg.sender;

    constructor() payable { received = msg.value; }

    function message() public payable returns (address, uint256) { received += msg.value; return (msg.sender, msg.value); }
    function chain() public view returns (uint256, uint256, address, uint256, uint256, uint256, uint256, uint256) {
        return (block.number, block.timestamp, block.coinbase, block.gaslimit, block.basefee, block.chainid, block.prevrandao, block.blobbasefee);
    }
    function transaction() public view returns (address, uint256) { return (tx.origin, tx.gasprice); }
    function self() public view returns (address) { return address(this); }
    function noBlock() public view returns (bytes32) { return blockhash(block.number); }
    function internalValue() public payable returns (uint256) { return value(); }
    function value() internal view returns (uint256) { return msg.value; }
}

//@ deploy Environment value=3
//@ call received()
//@ call creator()
//@ call message() value=4 from=0x99
//@ call received()
//@ call received() value=1
//@ call chain()
//@ call transaction()
//@ call self()
//@ call noBlock()
//@ call internalValue() value=9
//@ call self() value=1
