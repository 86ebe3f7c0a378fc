// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 constant A; //~ 4266
    uint256 constant B = block.number; //~ 8349
    uint256 constant F = f(); //~ 8349
    uint256 constant G = 2 ** 8 * 3;
    uint8 constant H = 256; //~ 7407
    uint256 constant I = G + 1;
    address constant J = address(0x1234);
    uint256 s = 4;
    uint256 constant K = s; //~ 8349
    bytes32 constant N = keccak256(abi.encode(uint256(1)));
    function f() internal pure returns (uint256) { return 1; }
}
uint256 constant FILE = 3;
