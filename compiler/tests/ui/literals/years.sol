// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event V(uint256 a);
    event W();
    enum Q { X }
    function two() internal {}
    function none() internal {}
    function f(uint256 x, bool q, address a, address payable p) public {
        x = 1 years; //~ 4820
        1 years; //~ 4820
        x = 2 years + x; //~ 4820
        uint256 y = 1.5 years; //~ 4820
    }
}
