// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

error Free(uint8 a, bytes4 b);

// What a call names, and what names it.
contract Selectors {
    enum Kind { A, B }
    event Plain();
    event Moved(address indexed from, Kind kind, uint256 amount);
    error Wrong(Kind kind, address who);

    bytes4 constant OWN = this.both.selector;
    bytes32 constant HASH = keccak256("abc");
    bytes4 public created;
    mapping(Kind => mapping(address => uint256)) public balances;
    uint256 public constant LIMIT = 7;
    bytes4 immutable sig;

    constructor(uint256 a) {
        created = msg.sig | bytes4(uint32(a));
        sig = msg.sig;
    }

    function inner() internal pure returns (bytes4) {
        return msg.sig;
    }
    function both() public pure returns (bytes4, bytes4, bool) {
        return (msg.sig, inner(), msg.sig == OWN);
    }
    function other(uint256 a) external view returns (bytes4, bytes4, uint32) {
        return (inner(), sig, uint32(msg.sig) + uint32(a));
    }
    function selectors() public pure returns (bytes4, bytes4, bytes4, bytes4, bytes4, bytes4) {
        return (this.other.selector, this.balances.selector, this.LIMIT.selector, this.created.selector, Wrong.selector, Free.selector);
    }
    function topics() public pure returns (bytes32, bytes32) {
        return (Plain.selector, Moved.selector);
    }
    function hashes() public pure returns (bytes32, bytes32, bytes32, bytes32) {
        return (HASH, keccak256(""), keccak256(hex"00ff80"), keccak256(unicode"ä"));
    }
}

//@ deploy Selectors 0x01020304
//@ call created()
//@ call both()
//@ call other(uint256) 3
//@ call other(uint256) 0xffffffff
//@ call selectors()
//@ call topics()
//@ call hashes()
//@ data 0x01
