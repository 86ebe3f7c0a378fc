// ==== Source: a.sol ====
import "b.sol";
import "c.sol"; //~ 2333
// ==== Source: b.sol ====
contract A {}
// ==== Source: c.sol ====
uint256 constant A = 1;
