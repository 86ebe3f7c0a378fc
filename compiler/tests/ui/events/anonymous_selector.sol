// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event Named(uint256 a);
    event Bare(uint256 a) anonymous;
    bytes32 named = Named.selector;
    bytes32 bare = Bare.selector; //~ 9582
}
