// ==== Source: a.sol ====
import "l.sol" as N;
import {L as K} from "l.sol";
contract C {
    N.L a;
    K b;
    function f(N.L x) public returns (K) { N.L y; new N.L(); K z; } //~ Z0342
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
