// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        bytes4 memory a; //~ 6651
        int8 storage b; //~ 6651
    }
}
