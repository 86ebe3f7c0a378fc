contract C {
    function f() public {
        assembly {
            function f(a, b) -> c, d { c := a d := b }
        }
    }
}
