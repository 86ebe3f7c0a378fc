// ==== Source: a.sol ====
import "b.sol";
contract C {
    function f() public pure returns (uint256) { return Y; }
    function g() public pure returns (uint256) { return X; } //~ 7576
}
// ==== Source: b.sol ====
import {X as Y} from "c.sol";
contract D { uint256 y = X; } //~ 7576
// ==== Source: c.sol ====
uint256 constant X = 1;
