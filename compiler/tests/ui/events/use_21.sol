// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event V(uint256 a, bool indexed b);
    event W(uint256 a);
    event W(bool a);
    error R(uint256 a);
    uint256 s;
    function f(uint256 a) public {
        emit C.V(1, true);
    }
}
