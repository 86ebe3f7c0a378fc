// ==== Source: a.sol ====
import "b.sol";
import "c.sol";
pragma solidity ^0.8.0;
contract A {}
// ==== Source: b.sol ====

pragma solidity ^0.7.0; //~ 5333
contract B {}
// ==== Source: c.sol ====
pragma solidity foo; //~ 1684
contract C {}
// ==== Source: d.sol ====
pragma solidity >=0.8.30 <0.8.37; //~ 5333
