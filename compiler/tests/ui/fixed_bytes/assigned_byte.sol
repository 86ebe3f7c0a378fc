// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    bytes4 b;
    function f() public {
        b[0] = 0x01; //~ 4360
        b[1] |= 0x01; //~ 4360
        delete b[2]; //~ 4360
        (b[0], b[1]) = (b[1], b[0]); //~ 4360
    }
}
