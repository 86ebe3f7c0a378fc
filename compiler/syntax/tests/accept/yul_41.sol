contract C {
    function f() public {
        assembly {
            for { function_() } 1 { } { }
        }
    }
}
