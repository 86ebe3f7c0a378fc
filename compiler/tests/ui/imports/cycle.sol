// ==== Source: a.sol ====
import "b.sol";
contract A { uint256 constant Q = Y; }
uint256 constant X = 1;
// ==== Source: b.sol ====
import "a.sol";
contract B { uint256 constant Q = X; }
uint256 constant Y = 1;
