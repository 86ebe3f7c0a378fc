// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event E(uint256 a);
    function f() public {
        emit C.E.selector(1); //~ 5704
    }
}
