// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    bytes4 a = "abcde"; //~ 7407
    bytes4 b = 0x010203; //~ 7407
    bytes4 c = 0x0102030405; //~ 7407
    bytes4 d = 1; //~ 7407
    bytes1 e = 0x1; //~ 7407
    bytes1 f = "ab"; //~ 7407
    bytes2 g = 256; //~ 7407
    bytes4 ok = 0x01020304;
    bytes4 fine = "ab";
    bytes4 zero = 0;
}
