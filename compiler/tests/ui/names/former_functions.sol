// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event V(uint256 a);
    event W();
    enum Q { X }
    function two() internal {}
    function none() internal {}
    function f(uint256 x, bool q, address a, address payable p) public {
        suicide; //~ 8050
        suicide(p); //~ 8050
        sha3; //~ 3557
        sha3("a"); //~ 3557
        bytes32 y = sha3("a"); //~ 3557
    }
}
