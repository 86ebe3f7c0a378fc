contract C {
    function f() public {
        assembly {
            uint x
        }
    }
}
