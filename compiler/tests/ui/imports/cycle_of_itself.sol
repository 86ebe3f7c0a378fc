// ==== Source: a.sol ====
import "./a.sol";
import "a.sol" as N;
import {A as B} from "a.sol";
contract A {}
contract C { function f() public pure { N.N.N.B; B; A; } }
