// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        uint8 a = uint8(-1); //~ 9640
        int8 b = int8(255); //~ 9640
        int8 c = int8(-129); //~ 9640
        int256 d = int256(2 ** 255); //~ 9640
        int8 e = int8(0.5); //~ 9640
        int8 ok = int8(-128);
    }
}
