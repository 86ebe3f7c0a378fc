// ==== Source: a.sol ====
import "b.sol";
import "c.sol";
import "b.sol";
import {A} from "b.sol";
import {A, N} from "c.sol";
import "a.sol";
contract C {}
// ==== Source: b.sol ====
contract A {}
// ==== Source: c.sol ====
import "b.sol";
import "b.sol" as N;
