// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {}
contract C {
    function f(D d, uint160 u, bytes20 b) public view {
        D(u); //~ 9640
        D(b); //~ 9640
        D(this); //~ 9640
        D(1); //~ 9640
        uint160(d); //~ 9640
        bytes20(d); //~ 9640
        payable(d); //~ 9640
        payable(this); //~ 9640
        address(d);
    }
}
