contract C {
    function f() public {
        assembly "evmasm" ("memory-safe", "x") { let a := 1 }
    }
}
