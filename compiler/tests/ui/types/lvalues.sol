// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 constant K = 1;
    uint256 s;
    mapping(uint256 => uint256) m;
    function g() internal pure returns (uint256) {}
    function f(uint256 a) public {
        1 = a; //~ 4247 7407
        a + a = 3; //~ 4247
        K = 2; //~ 6520
        g() = 3; //~ 4247
        K++; //~ 6520
        (a + 1)++; //~ 4247
        delete K; //~ 6520
        delete 5; //~ 4247 9767
    }
}
