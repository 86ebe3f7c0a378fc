contract C {
    function f() public {
        uint256 from = 1; return from;
    }
}
