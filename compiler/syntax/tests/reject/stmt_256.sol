contract C {
    function f() public {
        calldata x;
    }
}
