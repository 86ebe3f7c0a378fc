// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event V(uint256 a);
    event W();
    enum Q { X }
    function two() internal {}
    function none() internal {}
    function f(uint256 x, bool q, address a, address payable p) public {
        require(q, W()); //~ 3132 9322
    }
}
