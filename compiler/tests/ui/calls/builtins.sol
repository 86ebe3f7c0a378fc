// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g(uint256 a) public {
        assert(1); //~ 9553
        assert(true, true); //~ 6160
        keccak256(a); //~ 7556
        blockhash(); //~ 6160
        addmod(1, 2); //~ 6160
    }
}
