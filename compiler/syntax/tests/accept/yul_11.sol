contract C {
    function f() public {
        assembly {
            if lt(a, b) { a := b }
        }
    }
}
