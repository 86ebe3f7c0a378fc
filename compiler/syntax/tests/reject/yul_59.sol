contract C {
    function f() public {
        assembly {
            leave
        }
    }
}
