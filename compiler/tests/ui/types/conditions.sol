// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 a, bool c, address d) public pure {
        if (a) {} //~ 7407
        while (1) {} //~ 7407
        for (; a; ) {} //~ 7407
        do {} while (d); //~ 7407
        a ? a : a; //~ 7407
        c ? a : d; //~ 1080
        uint256 x = c ? a : c; //~ 1080
        uint8 y = c ? 1 : 2;
        uint256 z = c ? 1 : 256;
        c ? 1 : true; //~ 1080
        c ? f : f; //~ Z0328
    }
}
