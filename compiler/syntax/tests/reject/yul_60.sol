contract C {
    function f() public {
        assembly {
            for { break } 1 { } { }
        }
    }
}
