contract C {
    function f() public {
        assembly {
            let hex := 1
        }
    }
}
