// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event V(uint256 a);
    event W();
    enum Q { X }
    function two() internal {}
    function none() internal {}
    function f(uint256 x, bool q, address a, address payable p) public {
        msg.gas; //~ 1400
        x = msg.gas; //~ 1400
        block.blockhash; //~ 8113
        block.blockhash(1); //~ 8113
        bytes32 y = block.blockhash(x); //~ 8113
    }
}
