// ==== Source: a.sol ====
import "x.sol"; //~ 6275
import "x.sol"; //~ 6275
import "lib/y.sol" as N; //~ 6275
import { //~ 6275
    A
} from "./b.sol";
import {A as B} from "../b.sol"; //~ 6275
contract C { uint256 x = y; }
// ==== Source: d/b.sol ====
import "./c.sol"; //~ 6275
import "../a.sol";
