// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    uint256 s;
    uint256 transient t;
    uint256 immutable L = msg.value;
    uint256 immutable F = 5;
    mapping(uint256 => uint256) m;
    event V();
    function write() internal { s = 1; }
    function read() internal view returns (uint256) { return s; }
    constructor() payable {}
    function f() public view {
        write(); //~ 8961
    }
}
