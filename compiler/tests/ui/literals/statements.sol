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
        2 ** 256; //~ 3757
        (2 ** 300); //~ 3757
        -2 ** 256; //~ 3757
        1e80; //~ 3757
        2 ** 300 + 0.5; //~ 3757
        x;
        1.5;
        1 / 3;
        -2 ** 255;
        1e-80;
        ((2 ** 256)); //~ 3757
    }
}
