contract C {
    function f() public {
        assembly {
            for { } 1 { } { continue if a { break } }
        }
    }
}
