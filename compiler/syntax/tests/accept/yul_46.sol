contract C {
    function f() public {
        assembly {
            let _ := 1
        }
    }
}
