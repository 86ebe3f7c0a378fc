// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

event Global(uint256 value);
error Outside(bool flag);

contract Events {
    event Nothing();
    event Kinds(uint8 indexed a, bool indexed b, address indexed c, bytes32 d, uint256 e);
    event Named(uint256 first, uint256 indexed second);
    event Over(uint256 x);
    event Over(bool x);
    error Empty();
    error Kinded(uint8 a, bool b, address c, bytes32 d);
    error Never(uint256);

    function nothing() public { emit Nothing(); }
    function kinds() public { emit Kinds(1, true, msg.sender, bytes32(uint256(5)), 6); }
    function named() public { emit Named({second: 2, first: 1}); }
    function over() public { emit Over(1); emit Over(true); emit Global(3); }
    function empty() public pure { revert Empty(); }
    function kinded() public view { revert Kinded(1, true, msg.sender, bytes32(uint256(9))); }
    function outside(bool flag) public pure { require(flag, Outside(flag)); }
    function logThenFail() public { emit Nothing(); require(false, "undone"); }
}

contract Quiet {
    function f() public pure {}
}

contract Poor {
    constructor() { revert("no"); }
}

//@ deploy Events
//@ call nothing()
//@ call kinds()
//@ call named()
//@ call over()
//@ call empty()
//@ call kinded()
//@ call outside(bool) 1
//@ call outside(bool) 0
//@ call logThenFail()
//@ deploy Quiet value=1
//@ deploy Poor
