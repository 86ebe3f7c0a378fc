// ==== Source: a.sol ====
import {A} "b.sol"; //~ 8208
// ==== Source: b.sol ====
contract A {}
