contract C {
    function f() public {
        assembly {
            let from := 1
        }
    }
}
