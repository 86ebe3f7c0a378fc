contract C {
    function f() public {
        assembly {
            a.slot := 1
        }
    }
}
