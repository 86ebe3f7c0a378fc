// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event V(uint256 a);
    event W();
    event W(uint256 a);
    function none() internal {}
    function two() internal {}
    function two(uint256) internal {}
    function f(uint256 x, bool q) public {
        (2 ** 300 + 0.5, 1); //~ 3390
    }
}
