// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event E(bytes4 indexed a, bytes1 b);
    error R(bytes4 a);
    function f(bytes32 w) public {
        emit E(w, 0x01); //~ 9553
        emit E("abcde", "a"); //~ 9553
        revert R(w); //~ 9553
    }
}
