// ==== Source: a.sol ====
import "l.sol" as N;
contract C {
    uint256 s;
    uint256 constant Q = N.X + N.M.X;
    function t0() public { N.f(1); }
    function t1() public { N.f(true); }
    function t2() public { N.f({a: 1}); }
    function t3() public { N; }
    function t4() public { N.E; }
    function t5() public { N.L; }
    function t6() public { emit N.V(1); }
    function t7() public { emit N.V(true); }
    function t8() public { revert N.E(1); }
    function t9() public { require(true, N.E(1)); }
    function t10() public { s = N.X; }
    function t11() public { uint256 N = N.X; s = N; }
    function t12() public { { uint256 N = 1; s = N; } }
    function t13() public { N.M.f(N.M.M.X); }
    function t14() public { revert N.M.E({a: 1}); }
    function t15() public { emit N.M.V({a: true}); }
    function t16() public { (N.g)(1); }
    function t17() public { (N, 1); }
}
// ==== Source: l.sol ====
uint256 constant X = 1;
function f(uint256 a) pure returns (uint256) { return a; }
function f(bool a) pure returns (bool) { return a; }
function g(uint256 a) pure returns (uint256) { return a; }
function amb(uint8 a) pure {}
function amb(uint16 a) pure {}
error E(uint256 a);
event V(uint256 a);
event V(bool a);
contract L {}
import "l.sol" as M;
