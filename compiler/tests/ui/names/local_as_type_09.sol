// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event V(uint256 a);
    event W();
    enum Q { X }
    function two() internal {}
    function none() internal {}
    function f(uint256 x, bool q, address a, address payable p) public {
        uint256 C = 1; C y; //~ 5172
    }
}
