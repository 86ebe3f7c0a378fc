contract C {
    function f() public {
        assembly {
            for { } { } { }
        }
    }
}
