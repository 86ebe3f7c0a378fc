// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

function free() pure; //~ 4668
