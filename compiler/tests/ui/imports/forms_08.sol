// ==== Source: a.sol ====
import "b.sol" as A.B; //~ 2314
// ==== Source: b.sol ====
contract A {}
