contract C {
    function f() public {
        assembly {
            let jump := 1
        }
    }
}
