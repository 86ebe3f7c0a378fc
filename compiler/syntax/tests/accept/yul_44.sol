contract C {
    function f() public {
        assembly {
            tstore(0, 1) let a := tload(0) mcopy(0, 1, 2)
        }
    }
}
