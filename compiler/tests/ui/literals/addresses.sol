// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract C {
    function f() public pure {
        address a = 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed;
        address b = 0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed; //~ 9429
        address c = 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe; //~ 9429
        address d = 0x1234; //~ 9574
        uint256 e = 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed; //~ 9574
        address payable g = payable(0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed);
        address payable h = 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed; //~ 9574
        uint160 i = uint160(0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed);
        address j = address(0);
        address payable k = payable(0);
    }
}
