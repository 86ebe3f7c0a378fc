// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    later x; //~ 7920
    function later() external {}
}
