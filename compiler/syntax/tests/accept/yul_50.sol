contract C {
    function f() public {
        assembly {
            let difficulty := 1
        }
    }
}
