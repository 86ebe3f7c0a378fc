// ==== Source: a.sol ====
import {f as g} from "b.sol";
import {h as g} from "b.sol";
import {f as g} from "b.sol";
// ==== Source: b.sol ====
function f(bool) {} //~ 1686
function h(bool) {}
