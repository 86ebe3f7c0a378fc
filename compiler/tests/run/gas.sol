// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Gas {
    uint256 public spent;
    bytes32 immutable first;
    bool immutable hasGas;

    constructor() {
        hasGas = gasleft() > 0;
        first = blobhash(0);
    }

    function some() public view returns (bool, bool) { return (gasleft() > 0, gasleft() < 2 ** 64); }
    function falls() public view returns (bool) {
        uint256 before = gasleft();
        uint256 after_ = gasleft();
        return after_ < before;
    }
    function work(uint256 n) public returns (bool) {
        uint256 before = gasleft();
        for (uint256 i; i < n; i++) spent += i;
        uint256 used = before - gasleft();
        return used > n;
    }
    function within(uint256 limit) internal view returns (bool) { return gasleft() > limit; }
    function twice() public view returns (bool) { return within(1) && within(1) && !within(type(uint256).max); }
    function enough(uint256 least) public view { require(gasleft() >= least, "out of gas"); }
    function unused() public view { gasleft(); blobhash(0); }
    function blobs(uint256 i) public view returns (bytes32, bool) { return (blobhash(i), blobhash(i) == blobhash(i)); }
    function atCreation() public view returns (bytes32, bool) { return (first, hasGas); }
}

//@ deploy Gas
//@ call some()
//@ call falls()
//@ call work(uint256) 5
//@ call work(uint256) 0
//@ call spent()
//@ call twice()
//@ call enough(uint256) 100
//@ call enough(uint256) -1
//@ call unused()
//@ call blobs(uint256) 0
//@ call blobs(uint256) 1
//@ call blobs(uint256) 2
//@ call blobs(uint256) -1
//@ call atCreation()
