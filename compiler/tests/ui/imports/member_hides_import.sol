// ==== Source: a.sol ====
import "b.sol";
contract C {
    function f(uint256) public pure {}
    function g() public pure { f(true); } //~ 9553
}
// ==== Source: b.sol ====
function f(bool) pure {}
