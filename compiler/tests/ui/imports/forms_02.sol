// ==== Source: a.sol ====
import * from "b.sol"; //~ 2314
// ==== Source: b.sol ====
contract A {}
