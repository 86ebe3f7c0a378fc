// ==== Source: a.sol ====
import "b.sol";
function f(bool) {} //~ 2333
// ==== Source: b.sol ====
contract f {}
