contract C {
    function f() public {
        assembly {
            let a := true let b := false
        }
    }
}
