contract C {
    function f() public {
        assembly ("memory-safe" {}
    }
}
