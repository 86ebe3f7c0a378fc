// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {
    constructor() internal {} //~ 1845
}
