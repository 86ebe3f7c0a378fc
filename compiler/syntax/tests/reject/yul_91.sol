contract C {
    function f() public {
        assembly {
            let function := 1
        }
    }
}
