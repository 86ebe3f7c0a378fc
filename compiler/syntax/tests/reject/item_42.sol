pragma solidity ^0.7.0;
