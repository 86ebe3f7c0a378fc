contract C {
    function f() public {
        C.S[2 + 3] calldata b;
    }
}
