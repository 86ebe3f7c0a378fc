contract C {
    function f() public {
        assembly {
            let add := 1
        }
    }
}
