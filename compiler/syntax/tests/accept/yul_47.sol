contract C {
    function f() public {
        assembly {
            f() g := 1
        }
    }
}
