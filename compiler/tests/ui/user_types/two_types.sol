// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
type U is uint8;
contract C {
    function f(T t, U u) public pure {
        t = u; //~ 7407
        T(u); //~ 9640
        T.wrap(u); //~ 9553
        T.unwrap(u); //~ 9553
        true ? t : u; //~ 1080
    }
}
