// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract EnumNumbers {
    enum Direction { Left, Right }
    function fromInt(int256 n) public pure returns (Direction) { return Direction(n); }
    function fromSmallInt(int8 n) public pure returns (Direction) { return Direction(n); }
    function negative() public pure returns (Direction) { int8 n = -1; return Direction(n); }
}

//@ deploy EnumNumbers
//@ call fromInt(int256) 1
//@ call fromInt(int256) 2
//@ call fromInt(int256) -1
//@ call fromInt(int256) -256
//@ call fromInt(int256) 256
//@ call fromSmallInt(int8) 0
//@ call fromSmallInt(int8) -128
//@ call fromSmallInt(int8) 127
//@ call negative()
