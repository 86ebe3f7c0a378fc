// ==== Source: a.sol ====
import "\x62.sol";
import 'b.sol' as N;
import * as M from "./b.sol";
import {A as B, A as from, f as g} from ".//d/..//b.sol";
contract C { function h() public pure { N.A; M.A; B; from; g; } }
// ==== Source: b.sol ====
contract A {}
function f() pure {}
