contract C {
    function f() public {
        assembly {
            let if := 1
        }
    }
}
