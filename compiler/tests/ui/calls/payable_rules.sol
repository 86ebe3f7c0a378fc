// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function b() internal payable {} //~ 5587
    function c() private payable {} //~ 5587
    function d() external payable {}
}
function free() payable {} //~ 9559
