// ==== Source: a.sol ====
import {A as this} from "b.sol"; //~ 3726
import "b.sol" as super; //~ 3726
import {A as _} from "b.sol"; //~ 3726
// ==== Source: b.sol ====
contract A {}
