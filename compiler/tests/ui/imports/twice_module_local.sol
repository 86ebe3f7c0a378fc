// ==== Source: a.sol ====
import "b.sol" as N;
contract N {} //~ 2333
// ==== Source: b.sol ====

