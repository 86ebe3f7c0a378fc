// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function few() public view {
        gasleft(1); //~ 6160
        blobhash(); //~ 6160
        blobhash(1, 2); //~ 6160
        gasleft;
        blobhash;
    }
    function types() public view {
        blobhash(-1); //~ 9553
        blobhash(true); //~ 9553
        uint8 a = gasleft(); //~ 9574
        uint256 b = blobhash(0); //~ 9574
        gasleft() + blobhash(0); //~ 2271
        gasleft() = 1; //~ 4247
    }
    function named() public view {
        blobhash({a: 1}); //~ 4974
        gasleft({});
    }
    function hidden() public pure {
        uint256 gasleft = 1;
        gasleft(); //~ 5704
    }
    function fits() public view returns (uint256, bytes32) { return (gasleft(), blobhash(gasleft())); }
}
