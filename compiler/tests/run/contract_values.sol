// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Token {
    mapping(address => uint256) public balances;
}

contract Registry {
    Token public token;
    bool public listed = true;
    Registry public self = this;
    Token public constant OLD = Token(address(0xdead));
    mapping(Token => uint256) public fees;
    mapping(uint256 => Registry) public others;
    event Listed(Token indexed token, Registry by);
    error NotListed(Token token);

    constructor(Token first) { token = first; others[1] = this; }

    function echo(Token a, Registry b) public pure returns (Token, Registry) { return (a, b); }
    function list(Token next, uint256 fee) public { token = next; fees[next] = fee; emit Listed(next, this); }
    function need(Token t) public view { if (fees[t] == 0) revert NotListed(t); }
    function convert(address a, address payable p) public pure returns (Token, Registry, address) {
        return (Token(a), Registry(p), address(Token(p)));
    }
    function compare(Token a, Token b) public pure returns (bool, bool, bool, bool) { return (a == b, a != b, a < b, a >= b); }
    function isSelf(Registry r) public view returns (bool, bool) { return (r == this, address(r) == address(self)); }
    function choose(bool b, Token t) public pure returns (Token) { return b ? t : OLD; }
    function hash(Token t) public pure returns (bytes32) { return keccak256(abi.encode(t)); }
    function forget() public { delete token; delete self; }
    function zero() public pure returns (Token t) {}
    function asNumber(Token t) public pure returns (uint160) { return uint160(address(t)); }
}

//@ deploy Registry 0xaaaa
//@ deploy Registry 0x10000000000000000000000000000000000000000
//@ call token()
//@ call listed()
//@ call OLD()
//@ call echo(address,address) 1 2
//@ call echo(address,address) 1 -1
//@ call list(address,uint256) 0xbbbb 5
//@ call fees(address) 0xbbbb
//@ call need(address) 0xbbbb
//@ call need(address) 0xcccc
//@ call convert(address,address) 3 4
//@ call compare(address,address) 3 4
//@ call compare(address,address) 4 4
//@ call isSelf(address) 5
//@ call choose(bool,address) 1 7
//@ call choose(bool,address) 0 7
//@ call hash(address) 7
//@ call others(uint256) 2
//@ call forget()
//@ call token()
//@ call self()
//@ call zero()
//@ call asNumber(address) 0xffffffffffffffffffffffffffffffffffffffff
