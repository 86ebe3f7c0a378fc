// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    constructor() view {} //~ 1558
}
contract H {
    constructor() returns (uint256) {} //~ 9712
}
contract I {
    constructor(); //~ 5700
}
contract J {
    constructor() public {}
}
