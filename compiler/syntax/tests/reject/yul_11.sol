contract C {
    function f() public {
        assembly {
            a b
        }
    }
}
