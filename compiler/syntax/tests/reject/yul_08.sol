contract C {
    function f() public {
        assembly {
            add := 1
        }
    }
}
