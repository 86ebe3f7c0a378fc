// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f(uint256 wide, uint8 narrow, bool flag, address who, bytes32 word) public pure {
        uint8 a = wide; //~ 9574
        uint8 b = 256; //~ 9574
        uint256 c = flag; //~ 9574
        bool d = 1; //~ 9574
        address e = wide; //~ 9574
        uint256 g = who; //~ 9574
        address payable h = who; //~ 9574
        uint256 i = -1; //~ 9574
        uint256 j = 1.5; //~ 4486
        narrow = wide; //~ 7407
        bytes32 k = wide; //~ 9574
        uint256 l = word; //~ 9574
        uint256 m = true; //~ 9574
        bytes32 n = 1; //~ 9574
        uint16 o = narrow;
    }
}
