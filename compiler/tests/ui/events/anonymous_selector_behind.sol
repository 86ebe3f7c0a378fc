// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D { event Bare(uint256 a) anonymous; event Named(uint256 a); }
contract C {
    bytes32 named = D.Named.selector;
    bytes32 bare = D.Bare.selector; //~ 9582
}
