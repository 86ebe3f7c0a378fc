// ==== Source: a.sol ====
import {
    A
} from "b.sol";
error A(); //~ 2333
// ==== Source: b.sol ====
contract A {}
