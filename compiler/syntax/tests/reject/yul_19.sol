contract C {
    function f() public {
        assembly {
            a, 1 := f()
        }
    }
}
