// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract C {
    uint256 immutable a;
    uint256 immutable b = 2 ** 3 + 1 days;
    uint256 immutable c = uint256(7);
    bool immutable d = true;
    int8 immutable e = -(1);
    bytes1 immutable f = 0x01;
    uint256 immutable g = K;
    uint256 constant K = 4;
    uint256 immutable h = b;
    bytes1 immutable t = "x";
    address immutable z = 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed;

    function pure1() public pure { b; e; f; later; }
    function pure2() public pure {
        a; //~ 2527
        c; //~ 2527
        d; //~ 2527
        g; //~ 2527
        h; //~ 2527
        t; //~ 2527
        z; //~ 2527
    }
    function view1() public view returns (uint256) { return a + c + g + h; }
    uint256 immutable later = 1;
}
