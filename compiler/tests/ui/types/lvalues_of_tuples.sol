// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g() internal pure returns (uint256) {}
    function f(uint256 a) public payable {
        delete g(); //~ 4247
        (a, 1) = (1, 2); //~ 4247 7407
        a = 2;
        msg.value = 3; //~ 4247
        f = f; //~ 4247
    }
}
