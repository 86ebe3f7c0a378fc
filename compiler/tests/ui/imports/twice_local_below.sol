// ==== Source: a.sol ====
import "b.sol";
contract A {} //~ 2333
// ==== Source: b.sol ====
contract A {}
