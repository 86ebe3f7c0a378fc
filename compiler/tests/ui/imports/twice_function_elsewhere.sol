// ==== Source: a.sol ====
import "b.sol";
import "c.sol";
// ==== Source: b.sol ====

function f(bool a) {} //~ 1686
// ==== Source: c.sol ====
function f(bool b) {}
// ==== Source: d.sol ====
import "a.sol";
