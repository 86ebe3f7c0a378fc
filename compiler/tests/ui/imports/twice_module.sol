// ==== Source: a.sol ====
import "b.sol" as N;
import * as N from "b.sol"; //~ 2333
// ==== Source: b.sol ====

