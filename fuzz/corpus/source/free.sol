pragma solidity >=0.8.0 <0.9.0;
uint constant N = 2**8 - 1;
function g(uint x, uint y) pure returns (uint) { return x > y ? x - y : N ** 2 % y; }
contract D { function h() public pure returns (uint z) { while (z < N) z = g(z, 3) + 5; } }
