// ==== Source: a.sol ====
import {Y, Z} from "b.sol";
uint256 constant X = 1;
// ==== Source: b.sol ====
import "c.sol";
uint256 constant Y = 1;
// ==== Source: c.sol ====
import {X, Y} from "a.sol"; //~ 2904
uint256 constant Z = 1;
