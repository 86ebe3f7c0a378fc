// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract D {
    event E(uint256 a);
    event W(uint256 a);
    event W(bool a);
    event X(uint8 a);
    event X(uint16 a);
    error R(uint256 a);
    enum N { P }
    type T is uint256;
    uint256 constant K = 1;
    uint256 public v;
    function g() external {}
    function h() internal {}
}

contract C {
    event M(uint256 a);
    error O(uint256 a);
    uint256 u;
    function accepted() public {
        emit D.E(1);
        emit D.E({a: 1});
        emit D.W(1);
        emit D.W(true);
        emit D.X(300);
        emit C.M(1);
        require(true, D.R(1));
        require(true, C.O(1));
        D.E;
        D.R;
        bytes32 e = D.E.selector;
        bytes4 r = D.R.selector;
        if (e == r) revert C.O(2);
        revert D.R({a: 1});
    }
    function arguments() public {
        emit D.E(); //~ 6160
        emit D.E("x"); //~ 9553
        emit D.E(1, 2); //~ 6160
        emit D.E({b: 1}); //~ 4974
        revert D.R(); //~ 6160
        revert D.R(true); //~ 9553
        revert D.R({b: 1}); //~ 4974
        require(true, D.R(true)); //~ 9553
    }
    function kinds() public {
        emit D.R(1); //~ 9292
        emit D.T.wrap(1); //~ 9292
        revert D.E(1); //~ 1885
        revert D.W(1); //~ 1885
        D.E = D.E; //~ 4247
        uint256 d = D.E; //~ 9574
        assert(D.E); //~ 9553
    }
}
