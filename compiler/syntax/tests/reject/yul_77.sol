contract C {
    function f() public {
        assembly {
            let a:u256 := 1
        }
    }
}
