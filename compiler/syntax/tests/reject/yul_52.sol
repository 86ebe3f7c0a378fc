contract C {
    function f() public {
        assembly {
            for { } 1
        }
    }
}
