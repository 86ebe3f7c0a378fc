// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes20 x, bytes4 y, address payable p, bool b) public pure {
        address a = address(y); //~ 9640
        address payable c = payable(x); //~ 9640
        bytes20 d = bytes20(p); //~ 9640
        bytes1 e = bytes1(b); //~ 9640
        bool g = bool(y); //~ 9640
        bytes4 h = bytes4(-1); //~ 9640
        address ok = address(x);
    }
}
