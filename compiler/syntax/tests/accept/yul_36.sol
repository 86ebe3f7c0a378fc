contract C {
    function f() public {
        assembly {
            mstore(0, caller()) log0(0, 0)
        }
    }
}
