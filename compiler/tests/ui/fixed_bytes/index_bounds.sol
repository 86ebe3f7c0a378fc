// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 x, bytes32 y, bytes1 z) public pure {
        x[4]; //~ 1859
        y[32]; //~ 1859
        z[1]; //~ 1859
        x[4294967296]; //~ 1859
        x[3];
    }
}
