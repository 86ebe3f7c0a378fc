// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract B {}
contract C {
    constructor() B {} //~ 1563 4659
}
contract D {
    constructor() D {} //~ 1563 4659
}
contract E {
    constructor() B() {} //~ 4659
    function f() public B {} //~ 4659
}
