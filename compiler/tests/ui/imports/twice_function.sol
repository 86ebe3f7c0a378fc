// ==== Source: a.sol ====
import "b.sol";
function f(bool) {} //~ 1686
// ==== Source: b.sol ====
function f(bool) {}
function f(uint256) {}
