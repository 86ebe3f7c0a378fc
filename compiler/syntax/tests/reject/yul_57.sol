contract C {
    function f() public {
        assembly {
            break
        }
    }
}
