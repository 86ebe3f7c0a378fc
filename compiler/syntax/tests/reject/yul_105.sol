contract C {
    function f() public {
        assembly {
            let true := 1
        }
    }
}
