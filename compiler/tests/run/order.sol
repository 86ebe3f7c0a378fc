// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Order {
    uint256 public trace;
    mapping(uint256 => uint256) m;
    event E(uint256 indexed a, uint256 b);
    error R(uint256 a, uint256 b);

    function t(uint256 x) internal returns (uint256) {
        trace = trace * 10 + x;
        return x;
    }
    function two(uint256 a, uint256 b) internal pure returns (uint256) { return a * 100 + b; }
    function pair() internal returns (uint256, uint256) { return (t(7), t(8)); }
    function yes(uint256 x) internal returns (bool) { t(x); return true; }

    function binary() public returns (uint256) { return t(1) + t(2) * t(3) - t(4) / t(5); }
    function assignment() public { m[t(1)] = t(2); }
    function compound() public { m[t(1)] += t(2); }
    function arguments() public returns (uint256) { return two(t(1), t(2)); }
    function named() public returns (uint256) { return two({b: t(1), a: t(2)}); }
    function tupleAssignment() public returns (uint256 a, uint256 b) {
        (m[t(1)], m[t(2)]) = (t(3), t(4));
        (m[1], m[1]) = (5, 6);
        (a, b) = (m[1], m[2]);
    }
    function fromCall() public returns (uint256) { (m[t(1)], m[t(2)]) = pair(); return m[1] * 10 + m[2]; }
    function local(uint256 x) public pure returns (uint256) { return x + (x = 5) + x; }
    function increments(uint256 x) public pure returns (uint256) { return x++ + x++ * ++x - x--; }
    function chained() public returns (uint256 a, uint256 b) { a = b = m[t(1)] = t(9); }
    function lazy() public returns (bool) { return yes(1) || yes(2) && yes(3); }
    function lazyAll() public returns (bool) { return yes(1) && !yes(2) || yes(3); }
    function ternary(bool c) public returns (uint256) { return c ? t(1) : t(2); }
    function log() public { emit E(t(1), t(2)); emit E({b: t(3), a: t(4)}); }
    function fail() public { revert R({b: t(3), a: two(t(4), trace)}); }
    function reason(bool c) public { require(yes(1) && c, R(t(2), trace)); }
    function nested() public returns (uint256 a, uint256 b, uint256 c) {
        ((a, b), c) = ((t(1), t(2)), t(3));
        (a, , c) = (c, t(4), a);
        (, b) = (t(5), t(6));
    }
    function shifts() public returns (uint256) { return t(1) << t(2) >> t(1); }
    function powers() public returns (uint256) { return t(2) ** t(3) ** t(1); }
    function discard() public { t(1); (t(2), t(3)); t(4) == t(5); keccak256(abi.encode(t(6), t(7))); }
    function storageRead() public returns (uint256) { trace = 3; return trace + t(1); }
    function elementTwice() public returns (uint256) { m[0] = 4; return m[0]++ + m[0] + m[t(0)]--; }
    function reset() public { trace = 0; delete m[1]; }
}

//@ deploy Order
//@ call binary()
//@ call trace()
//@ call reset()
//@ call assignment()
//@ call compound()
//@ call arguments()
//@ call named()
//@ call trace()
//@ call reset()
//@ call tupleAssignment()
//@ call fromCall()
//@ call trace()
//@ call local(uint256) 3
//@ call increments(uint256) 4
//@ call reset()
//@ call chained()
//@ call lazy()
//@ call trace()
//@ call lazyAll()
//@ call trace()
//@ call ternary(bool) 1
//@ call ternary(bool) 0
//@ call ternary(bool) 2
//@ call reset()
//@ call log()
//@ call fail()
//@ call reason(bool) 1
//@ call reason(bool) 0
//@ call nested()
//@ call trace()
//@ call shifts()
//@ call powers()
//@ call discard()
//@ call trace()
//@ call storageRead()
//@ call elementTwice()
