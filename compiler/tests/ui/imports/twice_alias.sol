// ==== Source: a.sol ====
import {A,
    A as B,
    B} from "b.sol"; //~ 2333
// ==== Source: b.sol ====
contract A {}
contract B {}
