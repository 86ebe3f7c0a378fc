// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        uint8 a = 255;
        uint8 b = 256; //~ 9574
        uint248 c = 2 ** 248 - 1;
        uint248 d = 2 ** 248; //~ 9574
        bytes32 e = 0;
        bytes32 g = 0x00000000000000000000000000000000000000000000000000000000000000ff;
        bytes32 h = 0xff; //~ 9574
        bytes32 i = 1; //~ 9574
    }
}
