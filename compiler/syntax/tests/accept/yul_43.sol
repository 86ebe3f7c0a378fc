contract C {
    function f() public {
        assembly {
            x.slot := sload(y.slot)
        }
    }
}
