// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        break; //~ 6102
        continue; //~ 4123
        while (true) { if (true) break; }
        for (;;) { continue; }
        if (true) break; //~ 6102
        unchecked { unchecked { } } //~ 1941
    }
}
