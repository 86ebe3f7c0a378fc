contract C {
    function f() public {
        assembly {
            let return_ := 1
        }
    }
}
