// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C { //~ 3656
    function a() public payable; //~ 5424
    function b() internal pure; //~ 5424
}
