contract C {
    function f() public {
        assembly {
            x := y z
        }
    }
}
