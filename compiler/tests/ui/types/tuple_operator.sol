// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function two() internal pure returns (uint256, bool) { return (1, true); }
    function f() public pure {
        two() + 1;
        (uint256 z, bool zz) = (1);
        (1, two());
        (); //~ 6933
    }
}
