contract C {
    function f() public {
        assembly {
            true := 1
        }
    }
}
