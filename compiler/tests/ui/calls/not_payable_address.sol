// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event V(uint256 a);
    event W();
    enum Q { X }
    function two() internal {}
    function none() internal {}
    function f(uint256 x, bool q, address a, address payable p) public {
        a.transfer(1); //~ 9862
        a.send(1); //~ 9862
        a.transfer; //~ 9862
        address(1).send(x); //~ 9862
        bool b = a.send(1); //~ 9862
    }
}
