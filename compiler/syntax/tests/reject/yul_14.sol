contract C {
    function f() public {
        assembly {
            1(2)
        }
    }
}
