// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {
    function secret() private pure {}
}
contract E {
    function f() public pure { secret(); } //~ 7576
}
