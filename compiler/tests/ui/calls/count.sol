// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 a, bool b) internal pure returns (uint256) {}
    function g(uint256 a) public pure {
        f(1); //~ 6160
        f(1, true, 2); //~ 6160
        f(true, true); //~ 9553
        f(a, a); //~ 9553
        f(); //~ 6160
    }
}
