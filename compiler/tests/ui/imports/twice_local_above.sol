// ==== Source: a.sol ====
contract A {}
import "b.sol"; //~ 2333
// ==== Source: b.sol ====




contract A {}
