// ==== Source: a.sol ====
import "b.sol" as N;
import "b.sol"; //~ 2333
// ==== Source: b.sol ====
contract N {}
