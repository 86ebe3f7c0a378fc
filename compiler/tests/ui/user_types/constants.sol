// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type T is uint8;
contract C {
    T constant A = 1; //~ 7407
    T constant B = T.wrap(256); //~ 9553
    uint8 constant D = B; //~ 7407
    uint8 constant OK = T.unwrap(A);
}
