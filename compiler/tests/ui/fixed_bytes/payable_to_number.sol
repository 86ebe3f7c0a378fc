// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(address payable p) public pure {
        uint160 a = uint160(p); //~ 9640
        bytes20 b = bytes20(p); //~ 9640
        uint160 ok = uint160(address(p));
    }
}
