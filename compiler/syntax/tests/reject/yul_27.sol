contract C {
    function f() public {
        assembly {
            a.b := 1.5
        }
    }
}
