// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 wide, uint8 narrow, bool flag, address who, bytes32 word) public pure {
        uint8 a = uint8(256); //~ 9640
        uint8 b = uint8(flag); //~ 9640
        address c = address(wide); //~ 9640
        uint256 d = uint256(who); //~ 9640
        bool e = bool(narrow); //~ 9640
        bytes32 g = bytes32(narrow); //~ 9640
        uint8 h = uint8(word); //~ 9640
        uint256 i = uint256(-1); //~ 9640
        address payable j = payable(uint160(wide)); //~ 9640
        uint256 k = uint256(); //~ 2558
        uint256 l = uint256(wide, wide); //~ 2558
        uint160 m = uint160(who);
        uint8 n = uint8(wide);
        bool o = bool(1); //~ 9640
        address p = address(-1); //~ 9640
    }
}
