// ==== Source: a.sol ====
import "b" ".sol"; //~ 2314
// ==== Source: b.sol ====
contract A {}
