// ==== Source: a.sol ====
import "b.sol";
uint256 constant X = Y; //~ 6161
// ==== Source: b.sol ====
import "a.sol";
uint256 constant Y = X; //~ 6161
