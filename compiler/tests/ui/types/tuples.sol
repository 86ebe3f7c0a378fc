// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function two() internal pure returns (uint256, bool) { return (1, true); }
    function none() internal pure {}
    function f(uint256 a, bool b) public pure {
        (a, b) = two();
        (b, a) = two(); //~ 7407
        (a, b, a) = two(); //~ 7407
        (uint256 x, bool y) = two();
        (uint256 p, uint256 q) = two(); //~ 9574
        (uint256 r, ) = two();
        (uint256 s) = two(); //~ 7364
        uint256 t = two(); //~ 7364
        uint256 u = none(); //~ 7364
        (uint256 v, uint256 w) = (1, 2, 3); //~ 7364
        a = (1, 2); //~ 7407
        (, b) = two();
        (a, ) = (1, ); //~ 8381
    }
}
