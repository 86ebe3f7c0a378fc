// ==== Source: a.sol ====
event V(bool); //~ 5883
event V(uint256);
event V(bool a);
