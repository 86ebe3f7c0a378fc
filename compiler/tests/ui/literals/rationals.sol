// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        uint256 a = 1 ether;
        uint256 b = 1.5 ether;
        uint256 c = 0.5 wei; //~ 4486
        uint256 d = 2 days + 3 hours;
        uint256 e = 2 ** 256 - 1;
        uint256 g = 2 ** 256; //~ 9574
        uint256 h = 1e18;
        uint256 i = 7 / 2 * 2;
        uint256 j = 7 / 2; //~ 4486
        uint8 k = 255 + 1 - 1;
        uint256 l = 1 << 255;
        uint256 m = 1e-2 * 100;
        uint256 n = -5 + 6;
        uint256 o = ~uint256(0);
        uint256 p = 5 % 3;
        uint256 q = 1.5 % 1; //~ 4486
        uint256 r = 0xff;
        uint8 s = 0x100; //~ 9574
        uint256 t = 3 & 1.5; //~ 2271
        uint256 u = 1_000;
        bool v = 1 < 2;
        uint256 w = 10 ** 78; //~ 9574
        uint256 x = 2 ** 5000; //~ 2271
    }
}
