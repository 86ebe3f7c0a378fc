// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event V(uint256 a);
    event W();
    enum Q { X }
    function two() internal {}
    function none() internal {}
    function f(uint256 x, bool q, address a, address payable p) public {
        keccak256(); //~ 4323
        keccak256(1, 2); //~ 4323
        bytes32 y = keccak256(); //~ 4323
    }
}
