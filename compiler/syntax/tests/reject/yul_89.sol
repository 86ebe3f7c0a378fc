contract C {
    function f() public {
        assembly {
            let let := 1
        }
    }
}
