// ==== Source: a.sol ====
import {A, B as C, //~ 2904
    D} from "b.sol";
import {E, F} from "b.sol"; //~ 2904
import {msg} from "b.sol"; //~ 2904
contract Z { function f() public { E; } }
// ==== Source: b.sol ====
contract E {}
contract C {}
