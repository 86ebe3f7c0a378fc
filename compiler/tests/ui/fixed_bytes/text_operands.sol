// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 x, bytes1 y) public pure {
        x == "abcde"; //~ 2271
        "ab" == x; //~ 2271
        "a" == "b"; //~ 2271
        x & "abcde"; //~ 2271
        y < "ab"; //~ 2271
        x == "abcd";
    }
}
