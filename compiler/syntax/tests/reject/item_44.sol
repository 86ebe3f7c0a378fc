pragma solidity a.b;
