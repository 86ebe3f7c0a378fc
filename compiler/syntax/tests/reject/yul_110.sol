contract C {
    function f() public {
        assembly {
            let pc := 1
        }
    }
}
