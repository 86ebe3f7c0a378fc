// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function h() { } //~ 4937
}
function free() public pure {} //~ 4126
