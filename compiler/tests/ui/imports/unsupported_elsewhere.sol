// ==== Source: a.sol ====
import "b.sol";
import "b.sol" as N;
contract A { S s; N.S t; function f(N.I i) public { N.Lib.g(); N.h(""); } }
// ==== Source: b.sol ====
struct S { uint256 x; } //~ Z0320
interface I {} //~ Z0312
library Lib { function g() internal {} } //~ Z0313
function h(string memory s) pure {} //~ Z0326
