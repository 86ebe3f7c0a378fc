// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint8 a) internal pure returns (uint8) {}
    function f(uint256 a) internal pure returns (uint256) {}
    function h(uint16 wide, uint256 full) public pure {
        f(256);
        f(wide);
        f(full);
        f(1); //~ 4487
    }
}
