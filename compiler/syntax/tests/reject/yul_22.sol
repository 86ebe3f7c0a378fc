contract C {
    function f() public {
        assembly {
            f(1
        }
    }
}
