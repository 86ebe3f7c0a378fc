// Files that import each other, contracts of one name, and errors of one name in an interface.
//@ deploy a.sol:C 5
//@ call parity(uint256) 7
//@ call parity(uint256) 8
//@ call fail(uint256) 0
//@ call fail(uint256) 1
//@ call fail(uint256) 2
//@ call fail(uint256) 3
//@ call both()
//@ deploy b.sol:C
//@ call parity(uint256) 6
// ==== Source: a.sol ====
import "./b.sol" as B;
import {odd, Bad as BadOfB} from "b.sol";
import {C as Other} from "./b.sol";

error Bad(uint256 a);
uint256 constant STEP = B.ONE;

function even(uint256 n) pure returns (bool) { return n == 0 ? true : odd(n - STEP); }

contract C {
    uint256 public start;
    error Worse(uint256 a);
    constructor(uint256 a) { start = a; }
    function parity(uint256 n) external pure returns (bool, bool) { return (even(n), odd(n)); }
    function fail(uint256 n) external view {
        if (n == 0) revert Bad(start);
        if (n == 1) revert BadOfB(n, start);
        if (n == 2) revert Worse(n);
        fail_later(n);
    }
    function both() external view returns (uint256) { return start + B.A.STEP + B.A.B.ONE; }
}

error Worse(bool a);
function fail_later(uint256 n) pure { revert Worse(n == 3); }
// ==== Source: b.sol ====
import "a.sol" as A;

error Bad(uint256 a, uint256 b);
uint256 constant ONE = 1;

function odd(uint256 n) pure returns (bool) { return n == 0 ? false : A.even(n - A.STEP); }

contract C {
    function parity(uint256 n) external pure returns (bool) { return A.even(n); }
}
