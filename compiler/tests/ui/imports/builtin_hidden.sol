// ==== Source: a.sol ====
import {A as msg} from "b.sol";
contract C { function f() public view returns (address) { return msg.sender; } } //~ 9582
// ==== Source: b.sol ====
contract A {}
