contract C {
    function f() public {
        assembly {
            for { let i := 0 } lt(i, 10) { i := add(i, 1) } { break }
        }
    }
}
