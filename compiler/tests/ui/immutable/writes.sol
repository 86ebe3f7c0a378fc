// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract C {
    uint256 immutable a;
    uint256 immutable b = 3;
    uint256 c;

    constructor(bool x) {
        a = 1;
        if (x) a += 2;
        while (a < 9) a++;
        (a, b) = (b, a);
        delete a;
        f();
    }
    function f() internal {
        a = 1; //~ 1581
        a += 1; //~ 1581
        a++; //~ 1581
        delete b; //~ 1581
        (a, c) = (1, 2); //~ 1581
    }
    function g() public view returns (uint256) {
        return a = 3; //~ 1581
    }
}
