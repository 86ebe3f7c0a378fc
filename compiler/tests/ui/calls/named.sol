// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 a, bool b) internal pure returns (uint256) {}
    function g() public pure {
        f({a: 1}); //~ 6160
        f({a: 1, c: true}); //~ 4974
        f({b: true, a: 1});
        f({a: 1, a: 2}); //~ 6995
        f({b: 1, a: true}); //~ 9553
        f({a: 1, b: true, c: 3}); //~ 6160
    }
}
