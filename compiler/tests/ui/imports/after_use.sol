// ==== Source: a.sol ====
contract A { uint256 constant Q = X; uint256 constant R = N.X; }
import "b.sol";
import "b.sol" as N;
// ==== Source: b.sol ====
uint256 constant X = 1;
