// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function a() public pure returns (uint256) { return gasleft(); } //~ 2527
    function b() public pure returns (bytes32) { return blobhash(0); } //~ 2527
    function c() public view returns (uint256, bytes32) { return (gasleft(), blobhash(0)); }
    function d() internal pure { gasleft; blobhash; }
}

function free() pure returns (uint256) { return gasleft(); } //~ 2527
