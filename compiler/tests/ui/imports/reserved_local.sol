// ==== Source: a.sol ====
contract this {} //~ 3726
function super() {} //~ 3726
event _();
contract C {
    uint256 _; //~ 3726
    function this() public {}
    function super() internal {} //~ 3726
    function f(uint256 _) public returns (uint256 this) { //~ 3726
        uint256 super; //~ 3726
    }
}
