// ==== Source: a.sol ====
import "b.sol";
event V(bool); //~ 5883
// ==== Source: b.sol ====
event V(bool a);
event V(uint256);
