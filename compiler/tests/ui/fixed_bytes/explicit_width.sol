// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(bytes4 x, uint8 u, uint256 w, bytes32 z) public pure {
        bytes4 a = bytes4(u); //~ 9640
        uint8 b = uint8(x); //~ 9640
        uint256 c = uint256(x); //~ 9640
        bytes4 d = bytes4(w); //~ 9640
        bytes1 e = bytes1(5); //~ 9640
        bytes4 g = bytes4("abcde"); //~ 9640
        uint256 ok = uint256(z);
        bytes1 fine = bytes1(u);
    }
}
