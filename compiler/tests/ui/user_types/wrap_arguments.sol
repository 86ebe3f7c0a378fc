// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    function f(uint256 w) public pure {
        T.wrap(256); //~ 9553
        T.wrap(w); //~ 9553
        T.wrap(-1); //~ 9553
        T.wrap(); //~ 6160
        T.wrap(1, 2); //~ 6160
        T.wrap({x: 1}); //~ 4974
        T.wrap(255);
    }
}
