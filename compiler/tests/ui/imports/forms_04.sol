// ==== Source: a.sol ====
import unicode"b.sol"; //~ 9478
// ==== Source: b.sol ====
contract A {}
