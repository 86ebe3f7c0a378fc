// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum E { A, B }
enum F { A, B }
contract C {
    function f(E e, bool b, address a, bytes1 c) public pure {
        E x = E(b); //~ 9640
        E y = E(a); //~ 9640
        E z = E(c); //~ 9640
        E w = E(F.A); //~ 9640
        bool v = bool(e); //~ 9640
        address u = address(e); //~ 9640
        bytes1 t = bytes1(e); //~ 9640
    }
}
