// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function g(uint256 a, bool b) internal pure {}
    function g(bool a, uint256 b) internal pure {}
    function h() public pure {
        g(1, true);
        g(true, 2);
        g({a: 2, b: true});
        g({a: 2, c: true}); //~ 9322
    }
}
