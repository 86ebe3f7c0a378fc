contract C {
    function f() public {
        for ((uint a, uint b) = f(); a < b; ++a) { break; }
    }
}
