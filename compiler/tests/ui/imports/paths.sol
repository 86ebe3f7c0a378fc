// ==== Source: d/a.sol ====
import "./b.sol";
import "../c.sol";
import "../d/e/../f.sol";
import "d/b.sol";
import "./../../../c.sol";
import "/r.sol";
contract A { uint256 x = B + C + F + R; }
// ==== Source: d/b.sol ====
uint256 constant B = 1;
// ==== Source: c.sol ====
uint256 constant C = 1;
// ==== Source: d/f.sol ====
uint256 constant F = 1;
// ==== Source: /r.sol ====
uint256 constant R = 1; import "./s.sol"; import ".././../s.sol";
// ==== Source: /s.sol ====

// ==== Source: s.sol ====

