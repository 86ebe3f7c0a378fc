// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    error R(uint256 a);
    function f() public {
        revert R.selector(1); //~ 5704
    }
}
