// ==== Source: a.sol ====
import "b.sol";
// ==== Source: b.sol ====

pragma nonsense; //~ 4936
