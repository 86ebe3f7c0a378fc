pragma solidity;
