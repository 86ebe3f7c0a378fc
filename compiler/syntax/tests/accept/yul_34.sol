contract C {
    function f() public {
        assembly {
            return(0, 0)
        }
    }
}
