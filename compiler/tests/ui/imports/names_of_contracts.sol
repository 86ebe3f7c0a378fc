// ==== Source: a.sol ====
import {C as D} from "b.sol";
contract C { function D() public {} function C2() public {} }
// ==== Source: b.sol ====
contract C {}
