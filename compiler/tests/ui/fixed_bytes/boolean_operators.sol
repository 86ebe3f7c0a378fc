// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 x) public pure {
        !x; //~ 4907
        x && x; //~ 2271
        if (x) {} //~ 7407
        require(x); //~ 9322
    }
}
