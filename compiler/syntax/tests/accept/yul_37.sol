contract C {
    function f() public {
        assembly {
            let contract := 1 let memory := 2 let struct := 3
        }
    }
}
