contract C {
    function f() public {
        assembly {
            else { }
        }
    }
}
