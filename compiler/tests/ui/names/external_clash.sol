// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function h(address x) public {}
    function h(address payable x) public {} //~ 9914
    function i(address x) internal {}
    function i(address payable x) internal {}
}
