// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function n() internal {}
    function f() public { () = n(); } //~ 6933
}
