// ==== Source: a.sol ====
import "b.sol";
contract A {
    function f() public { x; } //~ 7576
    function g() public returns (uint256) { return h(true); } //~ 9553
}
// ==== Source: b.sol ====
function h(uint256) returns (uint256) { return z; } //~ 7576
contract B { function f() public { y; } } //~ 7576
