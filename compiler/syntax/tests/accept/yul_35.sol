contract C {
    function f() public {
        assembly {
            revert(0, 0)
        }
    }
}
