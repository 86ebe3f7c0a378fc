// ==== Source: a.sol ====
import "b.sol";
contract A { uint256 constant Q = Y + Z; }
uint256 constant X = 1;
// ==== Source: b.sol ====
import "c.sol";
contract B { uint256 constant Q = X + Z; }
uint256 constant Y = 1;
// ==== Source: c.sol ====
import "a.sol";
contract D { uint256 constant Q = X + Y; } //~ 7576
uint256 constant Z = 1;
