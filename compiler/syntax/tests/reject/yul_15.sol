contract C {
    function f() public {
        assembly {
            1, a := f()
        }
    }
}
