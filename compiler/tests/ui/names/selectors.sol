// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event V();
    event W();
    event W(bool a);
    error R();
    uint256 public x;
    uint256 y;
    function f() public {}
    function f(bool a) internal {}
    function g() public {}
    function g(bool a) public {}
    function h() internal {}
    function own() public pure returns (bytes4) { return this.f.selector; }
    function variable() public pure returns (bytes4) { return this.x.selector; }
    function hidden() public pure returns (bytes4) { return this.y.selector; } //~ 2527 9582
    function named() public pure returns (bytes4) { return own.selector; } //~ 9582
    function inner() public pure returns (bytes4) { return h.selector; } //~ 9582
    function event_() public pure returns (bytes32) { return V.selector; }
    function narrow() public pure returns (bytes4) { return V.selector; } //~ 6359
    function error_() public pure returns (bytes4) { return R.selector; }
    function wide() public pure returns (bytes5) { return R.selector; }
    function other() public pure { R.selector = 0; } //~ 4247
    function member() public pure { R.name; V.name; } //~ 9582
    function call() public pure { R().selector; } //~ 9582
}
