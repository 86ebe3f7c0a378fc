// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {
    event E(uint256 a);
    event W(uint256 a);
    event W(bool a);
    event X(uint8 a);
    event X(uint16 a);
    error R(uint256 a);
    enum N { P }
    type T is uint256;
    uint256 constant K = 1;
    uint256 public v;
    function g() external {}
    function h() internal {}
}

contract C {
    function f() public {
        emit D.W(address(0)); //~ 9582
    }
}
