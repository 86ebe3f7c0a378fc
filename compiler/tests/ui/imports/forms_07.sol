// ==== Source: a.sol ====
import hex"62"; //~ 9478
// ==== Source: b.sol ====
contract A {}
