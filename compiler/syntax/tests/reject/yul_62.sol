contract C {
    function f() public {
        assembly {
            for { function f() { } } 1 { } { }
        }
    }
}
