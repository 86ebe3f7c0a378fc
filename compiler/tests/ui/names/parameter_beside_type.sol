// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    enum Q { X }
    function f(Q y) public { Q z; uint256 Q; }
    function g(Q C) public {}
    function h(Q y) public { { uint256 Q; } Q z; }
    error E(uint256 Q, Q y);
    event V(uint256 Q, Q y);
    mapping(uint256 Q => Q y) m;
}
