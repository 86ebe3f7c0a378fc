// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

event Free(uint256 indexed a) anonymous;

contract Other {
    enum Kind { One, Two }
    event Plain(uint256 indexed a, Kind b);
    event Over(uint256 x);
    event Over(bool x) anonymous;
    event Unused(uint256 a);
    error Wrong(Kind kind, uint256 a);
    error Unused2();
}

contract Events {
    event Bare() anonymous;
    event Data(uint256 a, bool b) anonymous;
    event Four(uint8 indexed a, bool indexed b, address indexed c, bytes4 indexed d, int16 e) anonymous;
    event Mixed(uint256 a, uint256 indexed b) anonymous;
    event Plain(uint256 indexed a, Other.Kind b);
    error Own(uint256 a);

    function bare() public { emit Bare(); emit Events.Bare(); }
    function data(uint256 a) public { emit Data(a, a > 1); }
    function four() public { emit Four(1, true, msg.sender, 0x01020304, -5); }
    function mixed() public { emit Mixed({b: 1, a: 2}); emit Free(3); }
    function others(uint256 a) public {
        emit Other.Plain(a, Other.Kind.Two);
        emit Plain(a, Other.Kind.One);
        emit Events.Plain(a, Other.Kind.One);
        emit Other.Over(a);
        emit Other.Over(true);
    }
    function wrong(uint256 a) public pure {
        require(a != 1, Other.Wrong(Other.Kind.Two, a));
        if (a == 2) revert Events.Own(a);
        if (a == 3) revert Other.Wrong({a: a, kind: Other.Kind.One});
    }
    function selectors() public pure returns (bytes32, bytes4, bytes4, bool) {
        return (Other.Plain.selector, Other.Wrong.selector, Events.Own.selector, Other.Plain.selector == Plain.selector);
    }
}

//@ deploy Events
//@ call bare()
//@ call data(uint256) 2
//@ call four()
//@ call mixed()
//@ call others(uint256) 7
//@ call wrong(uint256) 0
//@ call wrong(uint256) 1
//@ call wrong(uint256) 2
//@ call wrong(uint256) 3
//@ call selectors()
//@ deploy Other
