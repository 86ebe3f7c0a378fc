contract C {
    function f() public {
        pragma solidity ^0.8.0;
    }
}
