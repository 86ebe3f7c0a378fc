// ==== Source: a.sol ====
import ""; //~ 6326
// ==== Source: b.sol ====
contract A {}
