// ==== Source: a.sol ====
import {A as} from "b.sol"; //~ 2314
// ==== Source: b.sol ====
contract A {}
