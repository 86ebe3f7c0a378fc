// ==== Source: a.sol ====
import "b.sol";
contract A { uint256 x = ; } //~ 6933
contract B { function } //~ 2314
// ==== Source: b.sol ====


contract C { function f() public { 1 + ; } } //~ 6933
