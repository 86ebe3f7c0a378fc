// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        bytes2 a = 0x0102 + 0; //~ 9574
        bytes2 b = -0x0102; //~ 9574
        bytes2 c = true ? 0x0102 : 0x0304; //~ 9574
        bytes2 d = hex"010203"; //~ 9574
        bytes2 e = unicode"äö"; //~ 9574
        bytes2 g = 0x000;
        bytes2 h = 0x0_0_1; //~ 9574
        bytes3 i = 0x0102 * 1; //~ 9574
    }
}
