contract C {
    function f() public {
        assembly {
            let a := 1e3
        }
    }
}
