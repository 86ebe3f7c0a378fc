// ==== Source: a.sol ====
import {f as g} from "c.sol";
import "b.sol";
function f(uint256) pure {}
function g(uint256) pure {}
contract C { function h() public pure { f(true); f(1); g(true); g(1); } }
// ==== Source: b.sol ====
function f(bool) pure {}
// ==== Source: c.sol ====
import "b.sol";
