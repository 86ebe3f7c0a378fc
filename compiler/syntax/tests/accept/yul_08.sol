contract C {
    function f() public {
        assembly {
            pop(add(1, 2))
        }
    }
}
