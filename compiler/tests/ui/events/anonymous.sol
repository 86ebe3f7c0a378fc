// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    event Bare() anonymous;
    event Four(uint256 indexed a, bool indexed b, address indexed c, bytes32 indexed d, uint256 e) anonymous;
    event Five(uint8 indexed, uint8 indexed, uint8 indexed, uint8 indexed, uint8 indexed) anonymous; //~ 8598
    event Named(uint8 indexed, uint8 indexed, uint8 indexed, uint8 indexed); //~ 7249
    event Over(uint256 a) anonymous;
    event Over(bool a);
    event Twice(uint256 a) anonymous; //~ 5883
    event Twice(uint256 a);
    function f(address a) public {
        emit Bare();
        emit Four(1, true, a, 0, 5);
        emit Over(1);
        emit Over(true);
        emit C.Bare();
        emit Bare(1); //~ 6160
        Bare(); //~ 3132
        Bare;
    }
}
