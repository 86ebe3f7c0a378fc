// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

uint256 constant K0 = 7; //~ 5210
uint256 constant K1 = K0;
uint256 constant K2 = K1;
uint256 constant K3 = K2;
uint256 constant K4 = K3;
uint256 constant K5 = K4;
uint256 constant K6 = K5;
uint256 constant K7 = K6;
uint256 constant K8 = K7;
uint256 constant K9 = K8;
uint256 constant K10 = K9;
uint256 constant K11 = K10;
uint256 constant K12 = K11;
uint256 constant K13 = K12;
uint256 constant K14 = K13;
uint256 constant K15 = K14;
uint256 constant K16 = K15;
uint256 constant K17 = K16;
uint256 constant K18 = K17;
uint256 constant K19 = K18;
uint256 constant K20 = K19;
uint256 constant K21 = K20;
uint256 constant K22 = K21;
uint256 constant K23 = K22;
uint256 constant K24 = K23;
uint256 constant K25 = K24;
uint256 constant K26 = K25;
uint256 constant K27 = K26;
uint256 constant K28 = K27;
uint256 constant K29 = K28;
uint256 constant K30 = K29;
uint256 constant K31 = K30;
uint256 constant K32 = K31;
contract C {
    function f() public pure {
        K32 + 1;
        K32 / 1;
    }
}
