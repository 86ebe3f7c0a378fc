contract C {
    function f() public {
        assembly {
            a
        }
    }
}
